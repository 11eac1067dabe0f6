import { deviceHistoryContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoDeviceHistory', ({ mongo }) => {
  deviceHistoryContract('MongoDB', () => mongoPort(mongo, (stores) => stores.deviceHistory));
});
