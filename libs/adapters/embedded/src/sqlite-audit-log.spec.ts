import { auditLogContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

auditLogContract('SQLite', () => embeddedPort((adapters) => adapters.auditLog));
