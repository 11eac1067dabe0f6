import { secretStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

secretStoreContract('SQLite', () => embeddedPort((adapters) => adapters.secretStore));
