import { transferRevocationsContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoTransferRevocations', ({ mongo }) => {
  transferRevocationsContract('MongoDB', () => mongoPort(mongo, (stores) => stores.transferRevocations));
});
