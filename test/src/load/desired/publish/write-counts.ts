import type { MongoOperation } from '#libs/testing/servers';

/** How often MongoDB was asked to write, by collection. */
export type WriteCounts = Readonly<Record<string, number>>;

const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'remove']);
/** Commands that write under another name. */
const WRITING_COMMAND = /^\{"(?:findAndModify|bulkWrite)"/;

export function writeCounts(operations: readonly MongoOperation[]): WriteCounts {
  const counts = new Map<string, number>();
  for (const { op, collection, text } of operations) {
    if (!WRITES.has(op) && !(op === 'command' && WRITING_COMMAND.test(text))) continue;
    counts.set(collection, (counts.get(collection) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}
