import type { RawRecord } from '../events/raw-record.ts';
import { type ReaderOptions, TopicReader } from './topic-reader.ts';

/** Visits the records of a partition from one offset up to another, which it does not reach. */
export async function scanPartition(
  options: ReaderOptions,
  { partition, from, to }: { readonly partition: number; readonly from: number; readonly to: number },
  visit: (record: RawRecord) => void,
): Promise<void> {
  if (from >= to) return;
  const stop = new AbortController();
  // The last records may be gone by compaction, so that the end is never reached.
  const untilEmpty = { ...options, endWhenEmpty: true };
  const reader = new TopicReader(untilEmpty, new Map([[partition, from]]), stop.signal);
  for await (const record of reader.records()) {
    if (record.offset < to) visit(record);
    if (record.offset >= to - 1) break;
  }
}
