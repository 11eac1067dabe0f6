import { modelStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoModelStore', ({ mongo }) => {
  modelStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.modelStore));
});
