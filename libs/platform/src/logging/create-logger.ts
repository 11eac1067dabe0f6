import { type DestinationStream, destination, type Logger as Pino, pino, stdTimeFunctions } from 'pino';
import { type LogFields, Logger, type LogLevel } from './logger.ts';
import { prettyLine } from './pretty-line.ts';
import { redact } from './redact.ts';

export type LogFormat = 'json' | 'pretty';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Where the lines go; default is stdout. */
  readonly output?: DestinationStream;
  readonly colour?: boolean;
}

/** A logger of one process: one entry per line with `level`, `time` (ISO 8601, UTC), `role`, the fields and `msg`. */
export function createLogger(role: string, options: LoggerOptions): Logger {
  // Written synchronously, so that the last words of a process that dies are not lost.
  const output = options.output ?? destination({ dest: 1, sync: true });
  const pretty: DestinationStream = { write: (line) => output.write(prettyLine(line, options.colour ?? false)) };
  const root = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact },
      // redact() has described errors already; pino would name them all “Object”.
      serializers: { err: (described: unknown) => described },
    },
    options.format === 'pretty' ? pretty : output,
  );
  return new PinoLogger(root, { role });
}

/** Every child is made from the root, so that a field given again replaces the first instead of being there twice. */
class PinoLogger extends Logger {
  readonly debug: Logger['debug'];
  readonly info: Logger['info'];
  readonly warn: Logger['warn'];
  readonly error: Logger['error'];
  readonly fatal: Logger['fatal'];
  readonly #root: Pino;
  readonly #fields: LogFields;

  constructor(root: Pino, fields: LogFields) {
    super();
    this.#root = root;
    // Pino does not pass the fields of a child through formatters.log.
    this.#fields = redact(fields);
    const inner = root.child(this.#fields);
    this.debug = inner.debug.bind(inner);
    this.info = inner.info.bind(inner);
    this.warn = inner.warn.bind(inner);
    this.error = inner.error.bind(inner);
    this.fatal = inner.fatal.bind(inner);
  }

  override child(fields: LogFields): Logger {
    return new PinoLogger(this.#root, { ...this.#fields, ...fields });
  }
}
