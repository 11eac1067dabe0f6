export { DataFolderUnusable, IN_MEMORY } from './data-folder.ts';
export { InProcessPresence } from './in-process-presence.ts';
export {
  InProcessReadyCommands,
  InProcessSessionStore,
  InProcessSettledMarks,
  SessionState,
} from './in-process-sessions.ts';
export { InProcessSignals } from './in-process-signals.ts';
export { type EmbeddedAdapters, type EmbeddedOptions, openEmbedded } from './open-embedded.ts';
export { SqliteCommandStore } from './sqlite-command-store.ts';
export { SqliteDatabase } from './sqlite-database.ts';
export { SqliteDeviceHistory } from './sqlite-device-history.ts';
export { SqliteDeviceStore } from './sqlite-device-store.ts';
export { type EventBusOptions, SqliteEventBus } from './sqlite-event-bus.ts';
export { SqliteModelStore } from './sqlite-model-store.ts';
export { SqliteReportedStore } from './sqlite-reported-store.ts';
export { SystemClock } from './system-clock.ts';
