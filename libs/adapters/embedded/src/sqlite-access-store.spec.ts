import { accessStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

accessStoreContract('SQLite', () => embeddedPort((adapters) => adapters.accessStore));
