import { rolloutStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

rolloutStoreContract('SQLite', () => embeddedPort((adapters) => adapters.rolloutStore));
