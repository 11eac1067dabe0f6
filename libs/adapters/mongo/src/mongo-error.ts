import mongoose from 'mongoose';
import { MusterError } from '#libs/domain';

const { mongo } = mongoose;

/** The address, the server or what is in the database can't be used as it is: for an operator to mend. */
export class DatabaseUnusable extends MusterError {
  readonly code = 'database_unusable';
}

/** MongoDB can't take this operation, now or later: a document that is too large, a fault of ours. */
export class StoreRejected extends MusterError {
  readonly code = 'store_rejected';
}

/** Somebody else writes the same document: read it again, try again. Never leaves this project. */
export class Contended extends Error {
  override readonly name = 'Contended';
}

export const DUPLICATE_KEY = 11_000;

/**
 * Codes of servers that are about to stop, lost their primary, can't reach a majority or took too long. The labels that
 * should say so are missing just when a connection breaks under an operation.
 */
const TRANSIENT_CODES: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  13, // Unauthorized: credentials are being changed; the data are not at fault
  18, // AuthenticationFailed
  24, // LockTimeout
  46, // LockBusy
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed: written, but not by a majority in time
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  234, // RetryChangeStream
  246, // SnapshotUnavailable
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  358, // InternalTransactionNotSupported while a member starts
  9001, // SocketException
  10_058, // LegacyNotPrimary
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_601, // Interrupted
  11_602, // InterruptedDueToReplStateChange
  13_388, // StaleConfig
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
  14_031, // OutOfDiskSpace
]);

const TRANSIENT_LABELS = ['RetryableWriteError', 'TransientTransactionError', 'UnknownTransactionCommitResult'];

const TRANSIENT_CLASSES = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoExpiredSessionError,
  mongo.MongoWriteConcernError,
  mongoose.Error.MongooseServerSelectionError,
];

/** Whether the same operation may succeed a moment later; it may also have been done already. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Contended || TRANSIENT_CLASSES.some((type) => error instanceof type)) return true;
  if (!(error instanceof mongo.MongoError)) return false;
  // A bulk wraps also what broke its connection, without saying so by its class.
  if (error instanceof mongo.MongoBulkWriteError && isTransient(error.errorResponse)) return true;
  // Not exported by the driver under a name of its own.
  if (error.name === 'MongoWaitQueueTimeoutError' || error.name === 'MongoPoolClosedError') return true;
  return TRANSIENT_LABELS.some((label) => error.hasErrorLabel(label)) || TRANSIENT_CODES.has(Number(error.code));
}

/** A document with such an `_id` or unique key is there. In a bulk: nothing else went wrong. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof mongo.MongoBulkWriteError) {
    const failures = [error.writeErrors].flat();
    if (error.result.getWriteConcernError() !== undefined) return false;
    return failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
  }
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}
