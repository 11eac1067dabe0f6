import { deviceStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoDeviceStore', ({ mongo }) => {
  deviceStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.deviceStore));
});
