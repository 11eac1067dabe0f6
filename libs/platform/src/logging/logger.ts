/** Fields of a log entry; `deviceId sessionId commandKey rpc` and `err` are the common names. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface LogMethod {
  (message: string): void;
  (fields: LogFields, message: string): void;
}

/**
 * Where services log, once per outcome. Type and Nest token in one. `error` is only for what an operator must act on; a
 * CPE that misbehaves is a `warn` at most.
 */
export abstract class Logger {
  abstract readonly debug: LogMethod;
  abstract readonly info: LogMethod;
  abstract readonly warn: LogMethod;
  abstract readonly error: LogMethod;
  /** The process is about to end because of this. */
  abstract readonly fatal: LogMethod;
  /** A logger whose entries all carry these fields. */
  abstract child(fields: LogFields): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
