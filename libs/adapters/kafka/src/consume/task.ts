import type { EventRecord } from '#libs/domain';
import type { RawRecord } from '../events/raw-record.ts';
import type { PartitionProgress } from './partition-progress.ts';

/** What a record asks of its group. */
export type Work =
  | { readonly kind: 'event'; readonly event: EventRecord; readonly isReplay: boolean }
  /** The record is no event, and goes to the dead letters as it is. */
  | { readonly kind: 'undecodable'; readonly record: RawRecord; readonly reason: string }
  /** The replay of another group's dead letter: nothing to do. */
  | { readonly kind: 'none' };

/** A record in the hands of a group. */
export interface Task {
  readonly offset: number;
  readonly progress: PartitionProgress;
  /** What has the same lane is done one after the other. */
  readonly lane: string;
  /** Given up when it is done, to free its memory. */
  work: Work | undefined;
  /** Failures so far, and those of them that were not retriable. */
  failures: number;
  hardFailures: number;
  firstFailedAt: number | undefined;
  done: boolean;
  /** The next one in the lane. */
  next: Task | undefined;
}
