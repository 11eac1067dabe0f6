import { auditLogContract } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { mongoPort } from './spec/mongo-port.ts';

describeWith('mongo', 'MongoAuditLog', ({ mongo }) => {
  auditLogContract('MongoDB', () => mongoPort(mongo, (stores) => stores.auditLog));
});
