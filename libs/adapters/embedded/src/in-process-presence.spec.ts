import { presenceContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

presenceContract('in-process', () => embeddedPort((adapters) => adapters.presence));
