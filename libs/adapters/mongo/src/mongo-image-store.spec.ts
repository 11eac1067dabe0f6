import { imageStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoImageStore', ({ mongo }) => {
  imageStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.imageStore));
});
