import { profileStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

profileStoreContract('SQLite', () => embeddedPort((adapters) => adapters.profileStore));
