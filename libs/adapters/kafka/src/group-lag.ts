import type { Admin } from 'kafkajs';
import { type Clock } from '#libs/domain';

const FRESH_FOR_MS = 1_000;

/** Records that a group has not finished, by partition. */
export type PartitionLags = ReadonlyMap<number, number>;

/** How many records groups have not finished; asked of Kafka at most once a second per group. */
export class GroupLag {
  readonly #ask: (groupId: string) => Promise<PartitionLags>;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly at: number; readonly lag: Promise<PartitionLags> }>();

  constructor(ask: (groupId: string) => Promise<PartitionLags>, clock: Clock) {
    this.#ask = ask;
    this.#clock = clock;
  }

  async of(groupId: string): Promise<number> {
    let sum = 0;
    for (const lag of (await this.byPartition(groupId)).values()) sum += lag;
    return sum;
  }

  byPartition(groupId: string): Promise<PartitionLags> {
    const known = this.#known.get(groupId);
    if (known !== undefined && this.#clock.now() - known.at < FRESH_FOR_MS) return known.lag;
    const lag = this.#ask(groupId);
    const asked = { at: this.#clock.now(), lag };
    this.#known.set(groupId, asked);
    // An error is no answer to keep.
    lag.catch(() => this.#known.get(groupId) === asked && this.#known.delete(groupId));
    return lag;
  }
}

/** Records between the places of a group and the ends of the partitions; all that are kept for a partition without a place. */
export async function askLag(admin: Admin, groupId: string, topic: string): Promise<PartitionLags> {
  const ends = await admin.fetchTopicOffsets(topic);
  const [places] = await admin.fetchOffsets({ groupId, topics: [topic] });
  const placeOf = new Map((places?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
  return new Map(
    ends.map(({ partition, low, high }) => {
      const place = Math.max(Number(low), placeOf.get(partition) ?? -1);
      return [partition, Math.max(0, Number(high) - place)];
    }),
  );
}
