import { secretStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoSecretStore', ({ mongo }) => {
  secretStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.secretStore));
});
