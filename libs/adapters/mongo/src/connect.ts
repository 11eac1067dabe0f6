import mongoose, { type Connection, type ConnectOptions } from 'mongoose';
import { StoreUnavailable } from '#libs/domain';
import { DatabaseUnusable, isTransient } from './mongo-error.ts';

export interface ConnectionSettings {
  /** `mongodb://…` or `mongodb+srv://…` of a replica set or a sharded cluster. */
  readonly url: string;
  /** Default: the one in the address, else `muster`. */
  readonly database?: string;
  /** How long an operation waits for a primary before it counts as failed. Default 2 s. */
  readonly serverSelectionTimeoutMs?: number;
  /** Connections of this process. Default 20. */
  readonly maxPoolSize?: number;
}

const DEFAULT_DATABASE = 'muster';
const SERVER_SELECTION_TIMEOUT_MS = 2_000;
const MAX_POOL_SIZE = 20;
/** So many writes of one event go on at once: the first of them need not wait for a connection to be made. */
const MIN_POOL_SIZE = 5;
/** Together with the connect timeout: how long a server may be frozen before what waits for it is given up. */
const HEARTBEAT_EVERY_MS = 2_000;
const CONNECT_TIMEOUT_MS = 3_000;
const WAIT_FOR_CONNECTION_MS = 5_000;
/** Beyond every maxTimeMS in use: the last resort against a connection nobody answers on. */
const SOCKET_TIMEOUT_MS = 40_000;
/** How long a write waits for the majority; after that it is asked for again. */
const MAJORITY_TIMEOUT_MS = 5_000;

/** Opens a connection of its own. Rejects with DatabaseUnusable, or StoreUnavailable when no primary answers. */
export async function connect(settings: ConnectionSettings): Promise<Connection> {
  // Readers see only what no failover can take back, writers wait until theirs can't be taken back.
  const options: ConnectOptions = {
    appName: 'muster',
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAJORITY_TIMEOUT_MS },
    retryReads: true,
    retryWrites: true,
    ignoreUndefined: true,
    autoIndex: false,
    // For metrics alone: who asks what.
    monitorCommands: true,
    autoCreate: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: settings.serverSelectionTimeoutMs ?? SERVER_SELECTION_TIMEOUT_MS,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    heartbeatFrequencyMS: HEARTBEAT_EVERY_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    waitQueueTimeoutMS: WAIT_FOR_CONNECTION_MS,
    maxPoolSize: settings.maxPoolSize ?? MAX_POOL_SIZE,
    minPoolSize: Math.min(MIN_POOL_SIZE, settings.maxPoolSize ?? MAX_POOL_SIZE),
    ...databaseOf(settings),
  };
  const connection = mongoose.createConnection();
  try {
    await connection.openUri(settings.url, options);
    await requireReplicaSet(connection);
    return connection;
  } catch (error) {
    await connection.close().catch(() => undefined);
    if (error instanceof DatabaseUnusable) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (isTransient(error)) throw new StoreUnavailable(`MongoDB is not available: ${message}`, { cause: error });
    throw new DatabaseUnusable(`MongoDB can't be used: ${message}`, { cause: error });
  }
}

/** A database in the address counts unless another is wanted. */
function databaseOf({ url, database }: ConnectionSettings): { readonly dbName?: string } {
  if (database !== undefined) return { dbName: database };
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]/.test(url);
  return named ? {} : { dbName: DEFAULT_DATABASE };
}

/** A server alone has no majority and no transactions, and loses acknowledged writes without telling. */
async function requireReplicaSet(connection: Connection): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.setName === undefined && hello?.msg !== 'isdbgrid') {
    throw new DatabaseUnusable('The MongoDB is a single server. Make it a replica set (of one, if need be).');
  }
}
