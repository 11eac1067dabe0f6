import { type Clock, type DeviceId, Presence } from '#libs/domain';
import type { RedisConnection } from './connection/redis-connection.ts';
import type { KeySpace, ShardKeys } from './key-space.ts';
import { NOTE_SEEN, TAKE_UNWRITTEN } from './lua/presence.ts';

const WRITE_EVERY_MS = 1_000;
/** Devices that wait to be written; beyond it the longest waiting are forgotten, and seen again at their next Inform. */
const MAX_WAITING = 200_000;
/** Devices written or taken by one script, so that none runs for longer than a millisecond or two. */
const BATCH = 250;

/** Collects in process and writes once a second, whatever the number of Informs. */
export class RedisPresence extends Presence {
  readonly #redis: RedisConnection;
  readonly #keys: KeySpace;
  readonly #clock: Clock;
  #waiting = new Map<DeviceId, number>();
  /** Under way to Redis: still known to this process. */
  #leaving: ReadonlyMap<DeviceId, number> = new Map();
  #writing: Promise<void> | undefined;
  #cancelWrite: (() => void) | undefined;
  #closed = false;

  constructor(redis: RedisConnection, keys: KeySpace, clock: Clock) {
    super();
    this.#redis = redis;
    this.#keys = keys;
    this.#clock = clock;
  }

  seen(deviceId: DeviceId, atMs: number): void {
    const waiting = this.#waiting.get(deviceId);
    if (waiting === undefined || atMs > waiting) this.#waiting.set(deviceId, atMs);
    this.#forgetTooMany();
    this.#schedule();
  }

  async lastSeen(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, number>> {
    const found = new Map<DeviceId, number>();
    const note = (deviceId: DeviceId, atMs: number | undefined) => {
      if (atMs !== undefined && atMs > (found.get(deviceId) ?? Number.NEGATIVE_INFINITY)) found.set(deviceId, atMs);
    };
    for (const source of [this.#waiting, this.#leaving]) {
      for (const deviceId of deviceIds) note(deviceId, source.get(deviceId));
    }
    const read = async (shard: ShardKeys, ids: readonly DeviceId[]) => {
      const entries = await this.#redis.call((commands) => commands.hmget(shard.seen, ...ids));
      ids.forEach((id, index) => {
        const entry = entries[index];
        if (entry) note(id, Number(entry.slice(0, entry.indexOf(' '))));
      });
    };
    await Promise.all([...this.#byShard(deviceIds)].map(([shard, ids]) => read(shard, ids)));
    return found;
  }

  async takeUnwritten(writtenBeforeMs: number, nowMs: number, limit: number): Promise<ReadonlyMap<DeviceId, number>> {
    await this.#write();
    const { shards } = this.#keys;
    const counts = await this.#redis.call((commands) =>
      Promise.all(shards.map(({ unwritten }) => commands.zcount(unwritten, '-inf', `(${writtenBeforeMs}`))),
    );
    const takes: Promise<unknown>[] = [];
    let left = limit;
    for (const [index, { seen, unwritten }] of shards.entries()) {
      for (let due = Math.min(left, counts[index] ?? 0); due > 0; due -= BATCH) {
        const count = Math.min(due, BATCH);
        left -= count;
        takes.push(this.#redis.run(TAKE_UNWRITTEN, [seen, unwritten], [writtenBeforeMs, nowMs, count]));
      }
    }
    const taken = new Map<DeviceId, number>();
    for (const reply of await Promise.all(takes)) {
      const pairs = reply as readonly string[];
      for (let i = 0; i < pairs.length; i += 2) taken.set(pairs[i] as DeviceId, Number(pairs[i + 1]));
    }
    return taken;
  }

  /** Writes what waits, if it can. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWrite?.();
    await this.#write().catch(() => undefined);
  }

  #schedule(): void {
    if (this.#closed || this.#cancelWrite !== undefined) return;
    this.#cancelWrite = this.#clock.after(WRITE_EVERY_MS, () => {
      this.#cancelWrite = undefined;
      // What could not be written waits for the next time.
      this.#write().catch(() => this.#schedule());
    });
  }

  /** One at a time, so that an older time never overtakes the memory of a later one. */
  async #write(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    if (this.#waiting.size === 0) return;
    this.#writing = this.#writeAll();
    try {
      await this.#writing;
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeAll(): Promise<void> {
    const leaving = this.#waiting;
    this.#leaving = leaving;
    this.#waiting = new Map();
    const writes: Promise<unknown>[] = [];
    for (const [{ seen, unwritten }, ids] of this.#byShard([...leaving.keys()])) {
      for (let i = 0; i < ids.length; i += BATCH) {
        const pairs = ids.slice(i, i + BATCH).flatMap((id) => [id, leaving.get(id) ?? 0]);
        writes.push(this.#redis.run(NOTE_SEEN, [seen, unwritten], pairs));
      }
    }
    const results = await Promise.allSettled(writes);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) this.#putBack(leaving);
    this.#leaving = new Map();
    if (failed !== undefined) throw failed.reason;
  }

  /** Writing a time twice does no harm. */
  #putBack(leaving: ReadonlyMap<DeviceId, number>): void {
    const later = this.#waiting;
    this.#waiting = new Map(leaving);
    for (const [deviceId, atMs] of later) {
      if (atMs > (leaving.get(deviceId) ?? Number.NEGATIVE_INFINITY)) this.#waiting.set(deviceId, atMs);
    }
    this.#forgetTooMany();
  }

  #forgetTooMany(): void {
    if (this.#waiting.size <= MAX_WAITING) return;
    for (const oldest of this.#waiting.keys()) {
      this.#waiting.delete(oldest);
      if (this.#waiting.size <= MAX_WAITING) return;
    }
  }

  #byShard(deviceIds: readonly DeviceId[]): ReadonlyMap<ShardKeys, DeviceId[]> {
    const groups = new Map<ShardKeys, DeviceId[]>();
    for (const deviceId of deviceIds) {
      const shard = this.#keys.shardOf(deviceId);
      const group = groups.get(shard);
      if (group === undefined) groups.set(shard, [deviceId]);
      else group.push(deviceId);
    }
    return groups;
  }
}
