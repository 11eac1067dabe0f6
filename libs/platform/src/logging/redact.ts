import type { LogFields } from './logger.ts';

const secretName = /(password|passphrase|secret|token|authorization|cookie|api[-_]?key)s?$/i;
const censored = '[redacted]';
// Deeper is not worth a log line, and cycles must end somewhere.
const maxDepth = 6;

/** The fields with everything whose name ends as a secret's does replaced, at any depth and in any case. */
export function redact(fields: LogFields): LogFields {
  return redactFields(fields, 0);
}

function redactFields(fields: LogFields, depth: number): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, secretName.test(name) ? censored : redactValue(value, depth)]),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= maxDepth) return '[…]';
  if (value instanceof Map) return redactFields(Object.fromEntries(value), depth + 1);
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, (item) => redactValue(item, depth + 1));
  return redactFields(value as LogFields, depth + 1);
}

function describeError(error: Error, depth: number): LogFields {
  const { name, message, stack, cause } = error;
  const code: unknown = Reflect.get(error, 'code');
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    stack,
    ...(cause === undefined || depth >= maxDepth ? {} : { cause: redactValue(cause, depth + 1) }),
  };
}
