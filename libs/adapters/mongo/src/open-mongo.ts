import type {
  AccessStore,
  AuditLog,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  ExecutionStore,
  ImageCatalog,
  ImageStore,
  ModelStore,
  PermitBuckets,
  ProfileStore,
  ProgressStore,
  ReceivedFiles,
  ReportedStore,
  RolloutStore,
  Seal,
  SecretStore,
  ServedBytes,
} from '#libs/domain';
import type { MongoStats } from './connection-monitor.ts';
import { MongoAccessStore } from './mongo-access-store.ts';
import { MongoAuditLog } from './mongo-audit-log.ts';
import { MongoCommandStore } from './mongo-command-store.ts';
import { MongoDatabase, type MongoSettings } from './mongo-database.ts';
import { MongoDeclarationStore } from './mongo-declaration-store.ts';
import { MongoDeviceHistory } from './mongo-device-history.ts';
import { MongoDeviceStore } from './mongo-device-store.ts';
import { MongoExecutionStore } from './mongo-execution-store.ts';
import { MongoImageCatalog } from './mongo-image-catalog.ts';
import { MongoImageStore } from './mongo-image-store.ts';
import { MongoModelStore } from './mongo-model-store.ts';
import { MongoPermitBuckets } from './mongo-permit-buckets.ts';
import { MongoProfileStore } from './mongo-profile-store.ts';
import { MongoProgressStore } from './mongo-progress-store.ts';
import { MongoReceivedFiles } from './mongo-received-files.ts';
import { MongoReportedStore } from './mongo-reported-store.ts';
import { MongoRolloutStore } from './mongo-rollout-store.ts';
import { MongoSecretStore } from './mongo-secret-store.ts';
import { MongoServedBytes } from './mongo-served-bytes.ts';

export interface MongoStores {
  readonly deviceStore: DeviceStore;
  readonly reportedStore: ReportedStore;
  readonly commandStore: CommandStore;
  readonly modelStore: ModelStore;
  readonly deviceHistory: DeviceHistory;
  readonly profileStore: ProfileStore;
  readonly declarationStore: DeclarationStore;
  readonly secretStore: SecretStore;
  readonly accessStore: AccessStore;
  readonly imageStore: ImageStore;
  readonly imageCatalog: ImageCatalog;
  readonly receivedFiles: ReceivedFiles;
  readonly auditLog: AuditLog;
  readonly rolloutStore: RolloutStore;
  readonly executionStore: ExecutionStore;
  readonly permitBuckets: PermitBuckets;
  readonly progressStore: ProgressStore;
  readonly servedBytes: ServedBytes;
  /** What was asked of MongoDB so far, for metrics. */
  readonly stats: () => MongoStats;
  /** Rejects with StoreUnavailable unless a primary answers now: for readiness. */
  check(): Promise<void>;
  /** Operations under way are cut short, later ones rejected with StoreUnavailable. */
  close(): Promise<void>;
}

export interface MongoStoreSettings extends MongoSettings {
  /** For what may hold secrets; without it, it is kept in the clear. */
  readonly seal?: Seal;
}

/**
 * The stores on one connection to MongoDB, with their indexes. Rejects with DatabaseUnusable when an operator has to do
 * something about it, and with StoreUnavailable when no primary is to be found in time.
 */
export async function openMongoStores(settings: MongoStoreSettings): Promise<MongoStores> {
  const database = await MongoDatabase.open(settings);
  const stores = {
    deviceStore: new MongoDeviceStore(database),
    reportedStore: new MongoReportedStore(database),
    commandStore: new MongoCommandStore(database, settings.seal),
    modelStore: new MongoModelStore(database),
    deviceHistory: new MongoDeviceHistory(database),
    profileStore: new MongoProfileStore(database),
    declarationStore: new MongoDeclarationStore(database),
    secretStore: new MongoSecretStore(database),
    accessStore: new MongoAccessStore(database),
    imageStore: new MongoImageStore(database),
    imageCatalog: new MongoImageCatalog(database),
    receivedFiles: new MongoReceivedFiles(database, settings.seal),
    auditLog: new MongoAuditLog(database),
    rolloutStore: new MongoRolloutStore(database),
    executionStore: new MongoExecutionStore(database),
    permitBuckets: new MongoPermitBuckets(database),
    progressStore: new MongoProgressStore(database),
    servedBytes: new MongoServedBytes(database),
  };
  try {
    await database.buildIndexes();
  } catch (error) {
    await database.close();
    throw error;
  }
  return { ...stores, stats: () => database.stats, check: () => database.check(), close: () => database.close() };
}
