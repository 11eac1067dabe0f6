import { deviceStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

deviceStoreContract('SQLite', () => embeddedPort((adapters) => adapters.deviceStore));
