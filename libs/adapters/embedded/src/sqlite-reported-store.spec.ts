import { reportedStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

reportedStoreContract('SQLite', () => embeddedPort((adapters) => adapters.reportedStore));
