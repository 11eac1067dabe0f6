import { commandStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

commandStoreContract('SQLite', () => embeddedPort((adapters) => adapters.commandStore));
