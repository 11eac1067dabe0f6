import { transferRevocationsContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

transferRevocationsContract('SQLite', () => embeddedPort((adapters) => adapters.transferRevocations));
