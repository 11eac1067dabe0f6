import type { Abstract } from '@nestjs/common';
import type { Meter } from '@opentelemetry/api';
import {
  AccessStore,
  AuditLog,
  type Clock,
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
  type Seal,
  SecretStore,
  ServedBytes,
  SessionStore,
  SettledMarks,
  Signals,
} from '#libs/domain';
import type { ClusterSettings } from './cluster-settings.ts';
import type { Logger } from './logging/logger.ts';

/** What a part of the program cannot do without: the event bus, the sessions and marks, or the documents. */
export type Need = 'bus' | 'sessions' | 'documents';

/** A server, or what stands for it in this process. */
export interface Dependency {
  readonly name: string;
  readonly gives: readonly Need[];
  /** Rejects with the reason unless it answers now. */
  check(): Promise<void>;
}

/** One implementation of every port of the domain, opened together and closed together. */
export interface Adapters {
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
  readonly auditLog: AuditLog;
  readonly rolloutStore: RolloutStore;
  readonly executionStore: ExecutionStore;
  readonly permitBuckets: PermitBuckets;
  readonly progressStore: ProgressStore;
  readonly servedBytes: ServedBytes;
  /** Absent: there is nothing that could be away. */
  readonly dependencies?: readonly Dependency[];
  /** Adds what the adapters know about themselves to the metrics. */
  observe?(meter: Meter): void;
  /** Called when nothing uses the ports any more. */
  close(): Promise<void>;
}

export interface AdapterOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** How long events are kept at least. */
  readonly retentionMs?: number;
  /** The servers; without them everything is kept by this process. */
  readonly cluster?: ClusterSettings;
  readonly logger?: Logger;
  /** What this process is, as events say who published them; by default all in one. */
  readonly role?: string;
  /** For what may hold secrets; without it, it is kept in the clear. */
  readonly seal?: Seal;
}

/** Which port each adapter is injected as. */
export const ports = {
  eventBus: EventBus,
  signals: Signals,
  sessionStore: SessionStore,
  readyCommands: ReadyCommands,
  settledMarks: SettledMarks,
  presence: Presence,
  deviceStore: DeviceStore,
  reportedStore: ReportedStore,
  commandStore: CommandStore,
  modelStore: ModelStore,
  deviceHistory: DeviceHistory,
  profileStore: ProfileStore,
  declarationStore: DeclarationStore,
  secretStore: SecretStore,
  accessStore: AccessStore,
  imageStore: ImageStore,
  imageCatalog: ImageCatalog,
  receivedFiles: ReceivedFiles,
  auditLog: AuditLog,
  rolloutStore: RolloutStore,
  executionStore: ExecutionStore,
  permitBuckets: PermitBuckets,
  progressStore: ProgressStore,
  servedBytes: ServedBytes,
} as const satisfies {
  readonly [Name in keyof Omit<Adapters, 'dependencies' | 'observe' | 'close'>]: Abstract<Adapters[Name]>;
};
