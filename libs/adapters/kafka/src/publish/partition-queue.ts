import type { OutgoingRecord } from '../events/raw-record.ts';

/** Records published together: they are durable together, and in this order. */
export interface Entry {
  readonly records: readonly OutgoingRecord[];
  readonly bytes: number;
  readonly deadline: number;
  /** Position of the last record. */
  readonly resolve: (position: number) => void;
  readonly reject: (error: Error) => void;
  /** The publisher has its answer. */
  settled: boolean;
}

/** What goes to one partition in one request. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly entries: readonly Entry[];
  readonly records: readonly OutgoingRecord[];
  readonly bytes: number;
}

/** The line before one partition, of which one batch at most is on its way. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  #waiting: Entry[] = [];
  #sent: PartitionBatch | undefined;
  #again = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** There is something to send, and nothing on its way. */
  get isReady(): boolean {
    return this.#sent === undefined ? this.#waiting.length > 0 : this.#again;
  }

  add(entry: Entry): void {
    this.#waiting.push(entry);
  }

  /** Puts the next batch on its way: at least one entry, and more of them up to so many bytes. */
  take(maxBytes: number): PartitionBatch {
    if (!this.#again || this.#sent === undefined) {
      this.#sent = this.#batch(this.#waiting.splice(0, this.#fitting(maxBytes)));
    }
    this.#again = false;
    return this.#sent;
  }

  /** The batch on its way has arrived. */
  arrived(): void {
    this.#sent = undefined;
  }

  /**
   * The batch must go again exactly as it was: the broker may have it, and knows it by its sequence number and length
   * only (KIP-98).
   */
  repeat(): void {
    this.#again = true;
  }

  /** These entries of the batch go again, in any batch: the producer that numbered them is gone. */
  restart(entries: readonly Entry[]): void {
    this.#sent = undefined;
    this.#waiting = [...entries, ...this.#waiting];
  }

  /** Takes out the entries that were never sent and are too late. */
  removeLate(now: number): readonly Entry[] {
    const firstInTime = this.#waiting.findIndex(({ deadline }) => deadline > now);
    return this.#waiting.splice(0, firstInTime === -1 ? this.#waiting.length : firstInTime);
  }

  /** The entries that were sent and are too late; they may be durable. */
  late(now: number): readonly Entry[] {
    return this.#sent?.entries.filter(({ deadline }) => deadline <= now) ?? [];
  }

  #fitting(maxBytes: number): number {
    let bytes = 0;
    const tooMuch = this.#waiting.findIndex((entry) => {
      bytes += entry.bytes;
      return bytes > maxBytes;
    });
    return tooMuch === -1 ? this.#waiting.length : Math.max(1, tooMuch);
  }

  #batch(entries: readonly Entry[]): PartitionBatch {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const records = entries.flatMap((entry) => entry.records);
    return { topic: this.topic, partition: this.partition, entries, records, bytes };
  }
}
