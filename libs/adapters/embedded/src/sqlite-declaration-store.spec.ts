import { declarationStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

declarationStoreContract('SQLite', () => embeddedPort((adapters) => adapters.declarationStore));
