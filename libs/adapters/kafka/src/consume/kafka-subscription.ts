import type { Kafka } from 'kafkajs';
import { type Clock, type EventRecord, eventSubject, type SubscribeOptions, type Subscription } from '#libs/domain';
import type { KafkaBusStats } from '../bus-stats.ts';
import type { BusLogger } from '../cluster/bus-logger.ts';
import { atMost } from '../cluster/pause.ts';
import type { DeadLetterTopic } from '../dead-letters/dead-letter-topic.ts';
import { GroupConsumer } from './group-consumer.ts';
import { GroupIntake } from './group-intake.ts';
import { GroupWork } from './group-work.ts';
import type { Task, Work } from './task.ts';

const DEFAULT_CONCURRENCY = 64;
const COMMIT_EVERY_MS = 500;
const COMMIT_WITHIN_MS = 5_000;

export interface SubscriptionSettings {
  readonly group: string;
  readonly groupId: string;
  readonly topic: string;
  readonly handler: (event: EventRecord) => Promise<void>;
  readonly options: SubscribeOptions;
  readonly makeClient: () => Kafka;
  readonly deadLetters: DeadLetterTopic;
  readonly clock: Clock;
  readonly logger: BusLogger;
  readonly stats: KafkaBusStats;
  readonly onClosed: () => void;
}

/** A group of the bus in this process: what its Kafka consumer brings is handled, and its place is kept. */
export class KafkaSubscription implements Subscription {
  readonly #settings: SubscriptionSettings;
  readonly #work: GroupWork;
  readonly #intake: GroupIntake;
  readonly #consumer: GroupConsumer;
  #cancelCommit: (() => void) | undefined;
  #committing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(settings: SubscriptionSettings) {
    const { group, groupId, topic, options, makeClient, clock, logger, stats } = settings;
    this.#settings = settings;
    this.#work = new GroupWork({
      clock,
      stats,
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
      handle: (work) => this.#handle(work),
      giveUp: (task, error) => this.#giveUp(task, error),
      onDone: (task) => this.#done(task),
    });
    this.#intake = new GroupIntake({
      group,
      work: this.#work,
      stats,
      pause: (partition) => this.#consumer.pause(partition),
      resume: (partition) => this.#consumer.resume(partition),
    });
    const onRebuilt = () => {
      stats.consumersRebuilt++;
    };
    this.#consumer = new GroupConsumer(
      { makeClient, groupId, topic, clock, logger, onRebuilt, isPatient: options.isPatient ?? false },
      {
        joined: (partitions, isNewMember) => {
          this.#intake.assign(partitions, isNewMember);
          options.onMoved?.();
          this.#work.release();
        },
        // What is done is committed before the partitions change hands, so that little is done twice.
        rebalancing: () => {
          this.#work.hold();
          void this.#commit();
        },
        lost: () => {
          this.#work.hold();
          this.#intake.lose();
        },
        records: (partition, records) => {
          this.#intake.take(partition, records);
          this.#work.run();
        },
      },
    );
  }

  /** Those that this process reads. */
  get partitions(): readonly number[] {
    return this.#intake.partitions;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#work.stop();
    this.#cancelCommit?.();
    // A place that can't be stored now costs that some is done twice; a process that can't end costs more.
    await atMost(this.#settings.clock, COMMIT_WITHIN_MS, this.#commit());
    await this.#consumer.close();
    this.#intake.lose();
    this.#settings.onClosed();
  }

  #handle(work: Work): Promise<void> {
    const { handler, group, deadLetters, stats, logger } = this.#settings;
    if (work.kind === 'none') return Promise.resolve();
    if (work.kind === 'event') {
      const handled = handler(work.event);
      return work.isReplay ? handled.then(() => deadLetters.remove(group, work.event)) : handled;
    }
    stats.undecodable++;
    const { record, reason } = work;
    logger.warn({ group, partition: record.partition, offset: record.offset }, `a record is no event: ${reason}`);
    return deadLetters.addRecord(group, record, reason);
  }

  async #giveUp(task: Task, error: unknown): Promise<void> {
    const { group, deadLetters, options, stats, logger } = this.#settings;
    if (task.work?.kind !== 'event') throw error;
    const { event } = task.work;
    await deadLetters.add(group, event, {
      error,
      attempts: task.failures,
      firstFailedAt: task.firstFailedAt ?? this.#settings.clock.now(),
      origin: { partition: task.progress.partition, offset: task.offset },
    });
    stats.deadLetters++;
    logger.warn({ err: error, group, subject: eventSubject(event), event: event.id }, 'an event was given up');
    try {
      options.onDeadLetter?.(event, error);
    } catch (thrown) {
      // The letter is stored; to handle the event again would not help who was to be told.
      logger.error({ err: thrown, group }, 'onDeadLetter failed');
    }
  }

  #done(task: Task): void {
    this.#intake.done(task);
    if (this.#closing === undefined) this.#commitSoon();
  }

  #commitSoon(): void {
    this.#cancelCommit ??= this.#settings.clock.after(COMMIT_EVERY_MS, () => {
      this.#cancelCommit = undefined;
      void this.#commit();
    });
  }

  /** One at a time, so that an older place never follows a newer one. */
  async #commit(): Promise<void> {
    await this.#committing;
    this.#committing ??= this.#commitNow().finally(() => {
      this.#committing = undefined;
    });
    await this.#committing;
  }

  async #commitNow(): Promise<void> {
    const places = this.#intake.uncommitted();
    if (places.size === 0) return;
    if (await this.#consumer.commit(places)) this.#intake.committed(places);
    else if (this.#closing === undefined) this.#commitSoon();
  }
}
