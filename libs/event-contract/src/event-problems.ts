import type { z } from 'zod';
import { eventDefinition } from './events.ts';

/**
 * What is wrong with an event, one line each: a type that is not in the table, a member that is missing, is of another
 * type or is not declared. An event of a newer version may well have members that this one does not declare: readers
 * ignore them, and only who publishes has to declare them.
 */
export function eventProblems(type: string, data: unknown): readonly string[] {
  const schema = eventDefinition(type)?.schema;
  if (schema === undefined) return [`${type} is not in the table`];
  return readingProblems(schema, data).map((problem) => `${type}: ${problem}`);
}

/** Why data cannot be read by a schema, or what of it is lost. */
export function readingProblems(schema: z.ZodType, data: unknown): readonly string[] {
  const read = schema.safeParse(data);
  if (read.success) return lost(data, read.data, []).map((path) => `${path} is not declared`);
  return read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Members that reading has left out. */
function lost(data: unknown, read: unknown, path: readonly string[]): readonly string[] {
  if (data === null || typeof data !== 'object' || read === null || typeof read !== 'object') return [];
  const known = new Map<string, unknown>(Object.entries(read));
  return Object.entries(data).flatMap(([name, member]) => {
    const where = [...path, name];
    return known.has(name) ? lost(member, known.get(name), where) : [where.join('.')];
  });
}
