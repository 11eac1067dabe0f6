export type { ConnectionSettings } from './connect.ts';
export { MongoCommandStore } from './mongo-command-store.ts';
export { MongoDatabase, type MongoSettings } from './mongo-database.ts';
export { MongoDeviceHistory } from './mongo-device-history.ts';
export { MongoDeviceStore } from './mongo-device-store.ts';
export { DatabaseUnusable, StoreRejected } from './mongo-error.ts';
export { MongoModelStore } from './mongo-model-store.ts';
export { MongoReportedStore } from './mongo-reported-store.ts';
export { type MongoStores, openMongoStores } from './open-mongo.ts';
