import { executionStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoExecutionStore', ({ mongo }) => {
  executionStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.executionStore));
});
