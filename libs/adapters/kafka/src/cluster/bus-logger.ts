type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What the adapter needs of a logger; the platform's fits. */
export interface BusLogger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}

const nothing = (): void => undefined;

export const silent: BusLogger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
