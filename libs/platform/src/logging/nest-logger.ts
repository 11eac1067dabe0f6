import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.ts';

/** Lets Nest log the way the services do. What Nest says while it wires modules is of interest when debugging only. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message, ...rest) => logger.debug(fieldsOf(rest), String(message)),
    debug: (message, ...rest) => logger.debug(fieldsOf(rest), String(message)),
    verbose: (message, ...rest) => logger.debug(fieldsOf(rest), String(message)),
    warn: (message, ...rest) => logger.warn(fieldsOf(rest), String(message)),
    error: (message, ...rest) => logger.error(errorFields(message, rest), textOf(message)),
    fatal: (message, ...rest) => logger.fatal(errorFields(message, rest), textOf(message)),
  };
}

/** Nest's convention: the context comes last, a stack trace before it. */
function fieldsOf(rest: readonly unknown[]): { readonly context?: unknown } {
  const context = rest.at(-1);
  return context === undefined ? {} : { context };
}

function errorFields(message: unknown, rest: readonly unknown[]): Readonly<Record<string, unknown>> {
  const err = [message, ...rest].find((part) => part instanceof Error);
  const stack = rest.length > 1 ? rest[0] : undefined;
  const detail = err ?? (typeof stack === 'string' ? { stack } : undefined);
  return { ...fieldsOf(rest.filter((part) => part !== err)), ...(detail === undefined ? {} : { err: detail }) };
}

function textOf(message: unknown): string {
  return message instanceof Error ? message.message : String(message);
}
