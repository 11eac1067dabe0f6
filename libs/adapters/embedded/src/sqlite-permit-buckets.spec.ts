import { permitBucketsContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

permitBucketsContract('SQLite', () =>
  embeddedPort(({ permitBuckets, executionStore }) => ({ buckets: permitBuckets, executions: executionStore })),
);
