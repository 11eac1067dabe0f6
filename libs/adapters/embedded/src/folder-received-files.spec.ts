import { receivedFilesContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

receivedFilesContract('folder and SQLite', () => embeddedPort((adapters) => adapters.receivedFiles));
