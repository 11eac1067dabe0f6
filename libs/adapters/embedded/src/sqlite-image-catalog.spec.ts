import { imageCatalogContract } from '#libs/testing/port-contracts';
import { embeddedPort } from './testing/embedded-port.ts';

imageCatalogContract('SQLite', () => embeddedPort((adapters) => adapters.imageCatalog));
