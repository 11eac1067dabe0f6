import { type DeadLetter, type EventRecord, timestamp } from '#libs/domain';
import { decodeEvent } from '../events/decode-event.ts';
import { replayHeader } from '../events/event-headers.ts';
import { headerNumber, headerText, type OutgoingRecord, type RawRecord } from '../events/raw-record.ts';

const MAX_ERROR_LENGTH = 4_096;

const header = {
  group: 'muster-group',
  topic: 'muster-origin-topic',
  partition: 'muster-origin-partition',
  offset: 'muster-origin-offset',
  error: 'muster-error',
  attempts: 'muster-attempts',
  firstFailedAt: 'muster-first-failed-at',
  failedAt: 'muster-failed-at',
} as const;

/** Where a record was when it failed, and how. */
export interface Failure {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly error: unknown;
  readonly attempts: number;
  readonly firstFailedAt: number;
  readonly failedAt: number;
}

/** A letter as it is in the topic. */
export interface StoredLetter {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly error: string;
  readonly attempts: number;
  readonly firstFailedAt: string;
  readonly failedAt: string;
  readonly record: RawRecord;
  /** Absent when the record is no event; then there is nothing to replay. */
  readonly event?: EventRecord;
}

/** The same record given up twice by a group is one letter. `position` is its first place in the partition. */
export function letterId(group: string, partition: number, position: number): string {
  return `${group}:${partition}:${position}`;
}

export function groupOfLetter(id: string): string | undefined {
  return /^(.+):\d{1,10}:\d{1,15}$/.exec(id)?.[1];
}

/** The record of a letter: that of the event, and headers that tell of the failure. */
export function encodeLetter(id: string, record: OutgoingRecord, failure: Failure, position?: number): OutgoingRecord {
  const error = describe(failure.error);
  return {
    key: Buffer.from(id),
    value: record.value,
    headers: {
      ...record.headers,
      [header.group]: failure.group,
      ...(position === undefined ? {} : { [replayHeader.position]: String(position) }),
      [header.topic]: failure.topic,
      [header.partition]: String(failure.partition),
      [header.offset]: String(failure.offset),
      [header.error]: error,
      [header.attempts]: String(failure.attempts),
      [header.firstFailedAt]: timestamp(failure.firstFailedAt),
      [header.failedAt]: timestamp(failure.failedAt),
    },
    bytes: record.bytes + error.length + 400,
  };
}

/** Undefined for a record that is no letter. */
export function decodeLetter(record: RawRecord): StoredLetter | undefined {
  const id = record.key?.toString('utf8') ?? '';
  const group = groupOfLetter(id);
  if (group === undefined || record.value === null) return undefined;
  const { headers } = record;
  const decoded = decodeEvent(record);
  return {
    id,
    group,
    topic: headerText(headers, header.topic) ?? '',
    partition: headerNumber(headers, header.partition) ?? 0,
    offset: headerNumber(headers, header.offset) ?? 0,
    error: headerText(headers, header.error) ?? '',
    attempts: headerNumber(headers, header.attempts) ?? 0,
    firstFailedAt: headerText(headers, header.firstFailedAt) ?? '',
    failedAt: headerText(headers, header.failedAt) ?? '',
    record,
    ...(decoded.ok ? { event: decoded.event } : {}),
  };
}

/** As the port shows it; undefined when the letter holds no event. */
export function toDeadLetter({ id, group, event, error, failedAt }: StoredLetter): DeadLetter | undefined {
  return event && { id, group, event, error, failedAt };
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, MAX_ERROR_LENGTH);
}
