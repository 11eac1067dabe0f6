import { modelStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

modelStoreContract('SQLite', () => embeddedPort((adapters) => adapters.modelStore));
