import { imageStoreContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

imageStoreContract('folder', () => embeddedPort((adapters) => adapters.imageStore));
