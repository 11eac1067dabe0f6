import type {
  AccessStore,
  AuditLog,
  Clock,
  CommandStore,
  DeclarationStore,
  DeviceHistory,
  DeviceStore,
  EventBus,
  ExecutionStore,
  ImageCatalog,
  ImageStore,
  ModelStore,
  PermitBuckets,
  Presence,
  ProfileStore,
  ProgressStore,
  ReadyCommands,
  ReceivedFiles,
  ReportedStore,
  RolloutStore,
  Seal,
  SecretStore,
  ServedBytes,
  SessionStore,
  SettledMarks,
  Signals,
} from '#libs/domain';
import { FileFolder } from './file-folder.ts';
import { FolderImageStore } from './folder-image-store.ts';
import { FolderReceivedFiles } from './folder-received-files.ts';
import { InProcessPresence } from './in-process-presence.ts';
import {
  InProcessReadyCommands,
  InProcessSessionStore,
  InProcessSettledMarks,
  SessionState,
} from './in-process-sessions.ts';
import { InProcessSignals } from './in-process-signals.ts';
import { SqliteAccessStore } from './sqlite-access-store.ts';
import { SqliteAuditLog } from './sqlite-audit-log.ts';
import { SqliteCommandStore } from './sqlite-command-store.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { SqliteDeclarationStore } from './sqlite-declaration-store.ts';
import { SqliteDeviceHistory } from './sqlite-device-history.ts';
import { SqliteDeviceStore } from './sqlite-device-store.ts';
import { SqliteEventBus } from './sqlite-event-bus.ts';
import { SqliteExecutionStore } from './sqlite-execution-store.ts';
import { SqliteImageCatalog } from './sqlite-image-catalog.ts';
import { SqliteModelStore } from './sqlite-model-store.ts';
import { SqlitePermitBuckets } from './sqlite-permit-buckets.ts';
import { SqliteProfileStore } from './sqlite-profile-store.ts';
import { SqliteProgressStore } from './sqlite-progress-store.ts';
import { SqliteReportedStore } from './sqlite-reported-store.ts';
import { SqliteRolloutStore } from './sqlite-rollout-store.ts';
import { SqliteSecretStore } from './sqlite-secret-store.ts';
import { SqliteServedBytes } from './sqlite-served-bytes.ts';
import { SystemClock } from './system-clock.ts';

export interface EmbeddedOptions {
  /** Folder of the database, created where needed; `:memory:` keeps nothing. */
  readonly dataDir: string;
  readonly clock?: Clock;
  /** How long events are kept at least. Default 24 hours. */
  readonly retentionMs?: number;
  /** For what may hold secrets; without it, it is kept in the clear. */
  readonly seal?: Seal;
}

export interface EmbeddedAdapters {
  readonly clock: Clock;
  readonly eventBus: EventBus;
  readonly signals: Signals;
  readonly sessionStore: SessionStore;
  readonly readyCommands: ReadyCommands;
  readonly settledMarks: SettledMarks;
  readonly presence: Presence;
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
  readonly rolloutStore: RolloutStore;
  readonly executionStore: ExecutionStore;
  readonly auditLog: AuditLog;
  readonly permitBuckets: PermitBuckets;
  readonly progressStore: ProgressStore;
  readonly servedBytes: ServedBytes;
  /** Closes the subscriptions, commits what is open, closes the database and leaves the folder to others. */
  close(): Promise<void>;
}

/** Every port in this process, on one SQLite file. Rejects with DataFolderUnusable. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedAdapters> {
  const { dataDir, clock = new SystemClock(), retentionMs, seal } = options;
  const database = SqliteDatabase.open(dataDir);
  const images = new FileFolder(dataDir, 'images');
  const received = new FileFolder(dataDir, 'received');
  const receivedFiles = new FolderReceivedFiles(database, received, seal);
  await receivedFiles.removeStrays();
  const sessions = new SessionState(clock);
  const eventBus = new SqliteEventBus(database, clock, { ...(retentionMs !== undefined && { retentionMs }) });
  return {
    clock,
    eventBus,
    signals: new InProcessSignals(),
    sessionStore: new InProcessSessionStore(sessions),
    readyCommands: new InProcessReadyCommands(sessions),
    settledMarks: new InProcessSettledMarks(sessions),
    presence: new InProcessPresence(),
    deviceStore: new SqliteDeviceStore(database),
    reportedStore: new SqliteReportedStore(database),
    commandStore: new SqliteCommandStore(database, seal),
    modelStore: new SqliteModelStore(database),
    deviceHistory: new SqliteDeviceHistory(database),
    profileStore: new SqliteProfileStore(database),
    declarationStore: new SqliteDeclarationStore(database),
    secretStore: new SqliteSecretStore(database),
    accessStore: new SqliteAccessStore(database),
    imageStore: new FolderImageStore(images),
    imageCatalog: new SqliteImageCatalog(database),
    receivedFiles,
    rolloutStore: new SqliteRolloutStore(database),
    executionStore: new SqliteExecutionStore(database),
    auditLog: new SqliteAuditLog(database),
    permitBuckets: new SqlitePermitBuckets(database),
    progressStore: new SqliteProgressStore(database),
    servedBytes: new SqliteServedBytes(database),
    async close() {
      await eventBus.close();
      database.close();
      for (const folder of [images, received]) folder.close();
    },
  };
}
