import { rolloutStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoRolloutStore', ({ mongo }) => {
  rolloutStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.rolloutStore));
});
