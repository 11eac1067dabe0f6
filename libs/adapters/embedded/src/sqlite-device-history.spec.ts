import { deviceHistoryContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

deviceHistoryContract('SQLite', () => embeddedPort((adapters) => adapters.deviceHistory));
