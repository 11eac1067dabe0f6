import { reportedStoreContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoReportedStore', ({ mongo }) => {
  reportedStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.reportedStore));
});
