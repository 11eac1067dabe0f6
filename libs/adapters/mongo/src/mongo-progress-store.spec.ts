import { progressStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoProgressStore', ({ mongo }) => {
  progressStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.progressStore));
});
