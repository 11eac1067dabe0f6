type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What the adapter needs of a logger; the platform's fits. */
export interface RedisLogger {
  readonly info: LogMethod;
  readonly warn: LogMethod;
}

export const silent: RedisLogger = { info: () => undefined, warn: () => undefined };
