import { randomBytes } from 'node:crypto';
import { Clock, type EventBus } from '#libs/domain';
import type { KafkaEventBus } from '../kafka-event-bus.ts';
import { type KafkaBusOptions, openKafkaEventBus } from '../open-kafka-bus.ts';

/** The machine's clock. */
export class RealClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  }
}

export interface KafkaPort {
  readonly port: KafkaEventBus;
  readonly options: KafkaBusOptions;
  reopen(): Promise<EventBus>;
  close(): Promise<void>;
}

/** A bus with topics and groups of its own on a Kafka that runs. */
export async function kafkaPort(
  brokers: readonly string[],
  overrides: Partial<KafkaBusOptions> = {},
): Promise<KafkaPort> {
  const topicPrefix = `t${randomBytes(5).toString('hex')}.`;
  const options = { brokers, clock: new RealClock(), topicPrefix, partitions: 6, ...overrides, logger: dbg };
  let bus = await openKafkaEventBus(options);
  return {
    port: bus,
    options,
    async reopen() {
      await bus.close();
      bus = await openKafkaEventBus(options);
      return bus;
    },
    close: () => bus.close(),
  };
}

const w = (l: string) => (f: Readonly<Record<string, unknown>>, m: string) => { const e = (f as any).err; require2.appendFileSync('/tmp/kbus.log', `${Date.now() % 1000000} ${l} ${m} ${e ? String(e) + ' <- ' + String(e?.cause) : ''} ${JSON.stringify({ ...f, err: undefined }).slice(0, 300)}\n`); };
import * as require2 from 'node:fs';
const dbg = { debug: w('D'), info: w('I'), warn: w('W'), error: w('E') };
