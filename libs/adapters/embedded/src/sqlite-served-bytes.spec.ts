import { servedBytesContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

servedBytesContract('SQLite', () => embeddedPort((adapters) => adapters.servedBytes));
