import { eventDefinition } from './events.ts';

/**
 * What is wrong with an event, one line each: a type that is not in the table, a member that is missing, is of another
 * type or is not declared. An event of a newer version may well have members that this one does not declare: readers
 * ignore them, and only who publishes has to declare them.
 */
export function eventProblems(type: string, data: unknown): readonly string[] {
  const schema = eventDefinition(type)?.schema;
  if (schema === undefined) return [`${type} is not in the table`];
  const read = schema.safeParse(data);
  if (read.success) return undeclared(data, read.data, type).map((path) => `${path} is not declared`);
  return read.error.issues.map(({ path, message }) => `${[type, ...path].join('.')}: ${message}`);
}

/** Members that reading has left out. */
function undeclared(data: unknown, read: unknown, path: string): readonly string[] {
  if (data === null || typeof data !== 'object' || read === null || typeof read !== 'object') return [];
  const known = new Map<string, unknown>(Object.entries(read));
  return Object.entries(data).flatMap(([name, member]) =>
    known.has(name) ? undeclared(member, known.get(name), `${path}.${name}`) : [`${path}.${name}`],
  );
}
