import { permitBucketsContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoPermitBuckets', ({ mongo }) => {
  permitBucketsContract('MongoDB', () =>
    mongoPort(mongo, ({ permitBuckets, executionStore }) => ({ buckets: permitBuckets, executions: executionStore })),
  );
});
