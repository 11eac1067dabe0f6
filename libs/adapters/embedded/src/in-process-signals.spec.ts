import { signalsContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

signalsContract('in-process', () => embeddedPort((adapters) => adapters.signals));
