import { servedBytesContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoServedBytes', ({ mongo }) => {
  servedBytesContract('MongoDB', () => mongoPort(mongo, (stores) => stores.servedBytes));
});
