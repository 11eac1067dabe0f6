import type { FollowedEvent } from '#libs/domain';
import { decodeEvent } from '../events/decode-event.ts';
import { encodeCursor } from './follow-cursor.ts';
import { type ReaderOptions, TopicReader } from './topic-reader.ts';

/** The events of all partitions from given places on; replays of dead letters are not news. */
export async function* followEvents(
  options: ReaderOptions,
  start: Promise<ReadonlyMap<number, number>>,
  signal: AbortSignal,
): AsyncGenerator<FollowedEvent> {
  if (signal.aborted) return;
  const reader = new TopicReader(options, await start, signal);
  for await (const record of reader.records()) {
    const decoded = decodeEvent(record);
    if (!decoded.ok || decoded.onlyFor !== undefined) continue;
    yield { cursor: encodeCursor(reader.places), event: decoded.event };
  }
}
