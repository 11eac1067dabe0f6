import { receivedFilesContract, TestSeal } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoReceivedFiles', ({ mongo }) => {
  receivedFilesContract('MongoDB', () => mongoPort(mongo, (stores) => stores.receivedFiles, new TestSeal()));
});
