import { type Clock, type EventRecord, eventSubject } from '#libs/domain';
import { encodeEvent } from '../events/encode-event.ts';
import { replayHeader } from '../events/event-headers.ts';
import { partitionOf } from '../events/murmur2.ts';
import type { OutgoingRecord, RawRecord } from '../events/raw-record.ts';
import { decodeLetter, encodeLetter, groupOfLetter, letterId, type StoredLetter } from './dead-letter.ts';

/** Reads a partition from its oldest record to the newest there is now. */
export type ScanTopic = (topic: string, partition: number, visit: (record: RawRecord) => void) => Promise<void>;

export interface DeadLetterTopicOptions {
  readonly topic: string;
  readonly eventTopic: string;
  readonly partitions: number;
  readonly eventPartitions: number;
  readonly source: Buffer;
  readonly clock: Clock;
  readonly publish: (topic: string, partition: number, records: readonly OutgoingRecord[]) => Promise<number>;
  readonly scan: ScanTopic;
}

/** How an event failed. */
export interface EventFailure {
  readonly error: unknown;
  readonly attempts: number;
  readonly firstFailedAt: number;
  /** Where the record was that was handled last: the event's own, or its replay's. */
  readonly origin: { readonly partition: number; readonly offset: number };
}

/**
 * The dead letters of all groups: a compacted topic keyed by letter, those of a group in one partition. A letter is there
 * until a record without a value takes it back, which happens when its replay has worked.
 *
 * A replay is the event published once more to the end of the device's partition, with a header that names the one group
 * that is to handle it; the others pass it by.
 */
export class DeadLetterTopic {
  readonly #options: DeadLetterTopicOptions;

  constructor(options: DeadLetterTopicOptions) {
    this.#options = options;
  }

  async add(group: string, event: EventRecord, failure: EventFailure): Promise<void> {
    const { clock, eventTopic, source } = this.#options;
    const id = this.#idOf(group, event);
    const record = encodeEvent(event, source);
    const { origin, ...how } = failure;
    const what = { ...how, ...origin, group, topic: eventTopic, failedAt: clock.now() };
    await this.#publish(group, encodeLetter(id, record, what, event.position));
  }

  /** A record that is no event. */
  async addRecord(group: string, record: RawRecord, reason: string): Promise<void> {
    const { clock, eventTopic } = this.#options;
    const now = clock.now();
    const { partition, offset } = record;
    const value = record.value ?? Buffer.alloc(0);
    const kept = { key: Buffer.alloc(0), value, headers: flattened(record), bytes: value.length + 200 };
    const failure = { group, topic: eventTopic, partition, offset, error: reason, attempts: 1 };
    const letter = encodeLetter(letterId(group, partition, offset), kept, {
      ...failure,
      firstFailedAt: now,
      failedAt: now,
    });
    await this.#publish(group, letter);
  }

  /** The event was handled after all. */
  async remove(group: string, event: EventRecord): Promise<void> {
    await this.discard(this.#idOf(group, event));
  }

  /** Takes a letter back; harmless when there is none. */
  async discard(id: string): Promise<void> {
    const group = groupOfLetter(id);
    if (group === undefined) return;
    await this.#publish(group, { key: Buffer.from(id), value: null, headers: {}, bytes: 200 });
  }

  /** The oldest letters of a group, or of all, at most so many. Reads the topic twice rather than keep it in memory. */
  async list(limit: number, group?: string): Promise<readonly StoredLetter[]> {
    const partitions = group === undefined ? this.#allPartitions() : [this.#partitionOf(group)];
    const letters: StoredLetter[] = [];
    for (const partition of partitions) {
      if (letters.length >= limit) break;
      letters.push(...(await this.#listPartition(partition, limit - letters.length, group)));
    }
    return letters;
  }

  async find(id: string): Promise<StoredLetter | undefined> {
    const group = groupOfLetter(id);
    if (group === undefined) return undefined;
    let found: StoredLetter | undefined;
    await this.#options.scan(this.#options.topic, this.#partitionOf(group), (record) => {
      if (record.key?.toString('utf8') === id) found = decodeLetter(record);
    });
    return found;
  }

  /** False when there is no such letter, or it holds no event. It stays until its group has handled it. */
  async replay(id: string): Promise<boolean> {
    const { source, publish, eventTopic, eventPartitions } = this.#options;
    const letter = await this.find(id);
    if (letter?.event === undefined) return false;
    const record = encodeEvent(letter.event, source);
    const headers = {
      ...record.headers,
      [replayHeader.group]: letter.group,
      [replayHeader.position]: String(letter.event.position),
    };
    await publish(eventTopic, partitionOf(record.key, eventPartitions), [{ ...record, headers }]);
    return true;
  }

  async #listPartition(partition: number, limit: number, group: string | undefined): Promise<readonly StoredLetter[]> {
    const { topic, scan } = this.#options;
    const live = new Map<string, number>();
    await scan(topic, partition, ({ key, value, offset }) => {
      const id = key?.toString('utf8') ?? '';
      const of = groupOfLetter(id);
      if (of === undefined || (group !== undefined && of !== group)) return;
      // Last in line again, as in the topic.
      live.delete(id);
      if (value !== null) live.set(id, offset);
    });
    const wanted = new Set([...live.values()].slice(0, limit));
    const letters: StoredLetter[] = [];
    if (wanted.size === 0) return letters;
    await scan(topic, partition, (record) => {
      const letter = wanted.has(record.offset) ? decodeLetter(record) : undefined;
      if (letter !== undefined) letters.push(letter);
    });
    return letters;
  }

  async #publish(group: string, record: OutgoingRecord): Promise<void> {
    await this.#options.publish(this.#options.topic, this.#partitionOf(group), [record]);
  }

  #idOf(group: string, event: EventRecord): string {
    return letterId(
      group,
      partitionOf(Buffer.from(eventSubject(event)), this.#options.eventPartitions),
      event.position,
    );
  }

  #partitionOf(group: string): number {
    return partitionOf(Buffer.from(group), this.#options.partitions);
  }

  #allPartitions(): readonly number[] {
    return Array.from({ length: this.#options.partitions }, (_, partition) => partition);
  }
}

function flattened({ headers }: RawRecord): Record<string, Buffer | string> {
  const flat: Record<string, Buffer | string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) flat[name] = first;
  }
  return flat;
}
