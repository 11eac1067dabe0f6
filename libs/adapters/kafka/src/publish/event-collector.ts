import { BusOverloaded, BusUnavailable, type Clock } from '#libs/domain';
import type { KafkaBusStats } from '../bus-stats.ts';
import type { BusLogger } from '../cluster/bus-logger.ts';
import { pause } from '../cluster/pause.ts';
import type { OutgoingRecord } from '../events/raw-record.ts';
import type { SendResult } from './idempotent-sender.ts';
import type { PartitionLeaders } from './partition-leaders.ts';
import { type Entry, type PartitionBatch, PartitionQueue } from './partition-queue.ts';

const MAX_BATCH_BYTES = 512 * 1024;
const MAX_SEND_BYTES = 4 * 1024 * 1024;
const SWEEP_EVERY_MS = 200;
/** A send that takes longer makes us look for new leaders: the others need not wait for a dead one. */
const SLOW_SEND_MS = 400;
const PAUSE_AFTER_FAILURE_MS = 100;

export interface CollectorOptions {
  readonly clock: Clock;
  readonly logger: BusLogger;
  readonly stats: KafkaBusStats;
  readonly leaders: PartitionLeaders;
  readonly send: (batches: readonly PartitionBatch[]) => Promise<SendResult>;
  readonly publishTimeoutMs: number;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
}

/**
 * Makes one request out of what is published at about the same time. Per leading broker one request is under way; what
 * comes meanwhile goes with the next one, which starts when the last is acknowledged. So nothing waits for a timer,
 * batches grow with the load, and one dead broker holds up its own partitions only.
 *
 * Each partition is in one request at most, and a batch that was not acknowledged goes again before anything after it:
 * the order of a device is the order of publication, come what may.
 */
export class EventCollector {
  readonly #options: CollectorOptions;
  readonly #queues = new Map<string, PartitionQueue>();
  /** Queues with something to send and nothing on its way. */
  readonly #ready = new Set<PartitionQueue>();
  /** When the request to each leader began. */
  readonly #underWay = new Map<number, number>();
  readonly #idle = new Set<() => void>();
  #scheduled = false;
  #cancelSweep: (() => void) | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  /** Resolves with the offset of the last record when all are durable, next to each other, in this order. */
  publish(topic: string, partition: number, records: readonly OutgoingRecord[]): Promise<number> {
    const { stats, clock, publishTimeoutMs } = this.#options;
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    if (!this.#hasRoomFor(records.length, bytes)) {
      stats.overloaded += records.length;
      return Promise.reject(new BusOverloaded('Too many events wait for Kafka.'));
    }
    stats.pendingEvents += records.length;
    stats.pendingBytes += bytes;
    return new Promise((resolve, reject) => {
      const deadline = clock.now() + publishTimeoutMs;
      const queue = this.#queueOf(topic, partition);
      queue.add({ records, bytes, deadline, resolve, reject, settled: false });
      this.#makeReady(queue);
      this.#cancelSweep ??= clock.after(SWEEP_EVERY_MS, () => this.#sweep());
    });
  }

  /** Resolves when nothing is pending any more: all is durable or was given up. */
  drained(): Promise<void> {
    if (this.#options.stats.pendingEvents === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  #hasRoomFor(events: number, bytes: number): boolean {
    const { stats, maxPending, maxPendingBytes } = this.#options;
    if (stats.pendingEvents === 0) return true;
    return stats.pendingEvents + events <= maxPending && stats.pendingBytes + bytes <= maxPendingBytes;
  }

  #queueOf(topic: string, partition: number): PartitionQueue {
    const key = `${topic}/${partition}`;
    const queue = this.#queues.get(key) ?? new PartitionQueue(topic, partition);
    this.#queues.set(key, queue);
    return queue;
  }

  #makeReady(queue: PartitionQueue): void {
    if (!queue.isReady) return;
    this.#ready.add(queue);
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After all that came in with the same turn of the event loop, so that it goes together.
    setImmediate(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const byLeader = new Map<number, PartitionQueue[]>();
    for (const queue of this.#ready) {
      const leader = this.#options.leaders.of(queue.topic, queue.partition);
      // Without a leader it waits for the sweep, which asks for one.
      if (leader === undefined || this.#underWay.has(leader)) continue;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), queue]);
    }
    for (const [leader, queues] of byLeader) void this.#sendTo(leader, queues);
  }

  async #sendTo(leader: number, queues: readonly PartitionQueue[]): Promise<void> {
    const { clock, stats, logger } = this.#options;
    const batches = this.#takeBatches(queues);
    this.#underWay.set(leader, clock.now());
    stats.batches++;
    try {
      this.#acknowledge(batches, await this.#options.send([...batches.values()]));
    } catch (error) {
      logger.debug({ err: error, partitions: batches.size }, 'a batch for Kafka failed');
      await this.#afterFailure(batches);
    }
    this.#underWay.delete(leader);
    for (const queue of batches.keys()) this.#makeReady(queue);
    this.#pump();
    if (stats.pendingEvents === 0) this.#wakeWaiting();
  }

  #takeBatches(queues: readonly PartitionQueue[]): Map<PartitionQueue, PartitionBatch> {
    const batches = new Map<PartitionQueue, PartitionBatch>();
    let bytes = 0;
    for (const queue of queues) {
      if (bytes > MAX_SEND_BYTES) break;
      const batch = queue.take(MAX_BATCH_BYTES);
      bytes += batch.bytes;
      this.#ready.delete(queue);
      batches.set(queue, batch);
    }
    return batches;
  }

  #acknowledge(batches: ReadonlyMap<PartitionQueue, PartitionBatch>, offsets: SendResult): void {
    const { stats } = this.#options;
    for (const [queue, batch] of batches) {
      let next = offsets.get(batch);
      if (next === undefined) {
        stats.resent += batch.records.length;
        queue.repeat();
        continue;
      }
      queue.arrived();
      for (const entry of batch.entries) {
        next += entry.records.length;
        this.#forget(entry);
        stats.published += entry.records.length;
        entry.settled = true;
        entry.resolve(next - 1);
      }
    }
  }

  /** The producer is gone: what its publisher still waits for goes again with the next one. */
  async #afterFailure(batches: ReadonlyMap<PartitionQueue, PartitionBatch>): Promise<void> {
    const { clock, leaders } = this.#options;
    await Promise.all([leaders.refresh(), pause(clock, PAUSE_AFTER_FAILURE_MS)]);
    for (const [queue, { entries }] of batches) {
      for (const entry of entries) if (entry.settled) this.#forget(entry);
      queue.restart(entries.filter(({ settled }) => !settled));
    }
  }

  #sweep(): void {
    const { clock, stats, leaders } = this.#options;
    const now = clock.now();
    for (const queue of this.#queues.values()) {
      for (const entry of queue.late(now)) this.#giveUp(entry);
      for (const entry of queue.removeLate(now)) {
        this.#giveUp(entry);
        this.#forget(entry);
      }
      if (!queue.isReady) this.#ready.delete(queue);
    }
    const isSlow = [...this.#underWay.values()].some((since) => now - since > SLOW_SEND_MS);
    const isLeaderless = [...this.#ready].some(({ topic, partition }) => leaders.of(topic, partition) === undefined);
    if (isSlow || isLeaderless) void leaders.refresh().then(() => this.#pump());
    const isPending = stats.pendingEvents > 0;
    this.#cancelSweep = isPending ? clock.after(SWEEP_EVERY_MS, () => this.#sweep()) : undefined;
    if (!isPending) this.#wakeWaiting();
  }

  #giveUp(entry: Entry): void {
    if (entry.settled) return;
    entry.settled = true;
    this.#options.stats.timedOut += entry.records.length;
    entry.reject(new BusUnavailable(`Kafka did not acknowledge within ${this.#options.publishTimeoutMs} ms.`));
  }

  /** The entry takes no room any more. */
  #forget({ records, bytes }: Entry): void {
    this.#options.stats.pendingEvents -= records.length;
    this.#options.stats.pendingBytes -= bytes;
  }

  #wakeWaiting(): void {
    for (const wake of this.#idle) wake();
    this.#idle.clear();
  }
}
