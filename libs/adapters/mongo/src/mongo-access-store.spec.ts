import { accessStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoAccessStore', ({ mongo }) => {
  accessStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.accessStore));
});
