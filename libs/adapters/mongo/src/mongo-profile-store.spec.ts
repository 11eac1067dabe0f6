import { profileStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoProfileStore', ({ mongo }) => {
  profileStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.profileStore));
});
