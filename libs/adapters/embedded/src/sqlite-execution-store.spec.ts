import { executionStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

executionStoreContract('SQLite', () => embeddedPort((adapters) => adapters.executionStore));
