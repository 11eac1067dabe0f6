import { progressStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

progressStoreContract('SQLite', () => embeddedPort((adapters) => adapters.progressStore));
