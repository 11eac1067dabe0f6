import type { StormCall } from './storm-fleet.ts';

/** One second of a boot storm. */
export interface StormSecond {
  /** CPEs that have booted and were not served by the end of it. */
  readonly waiting: number;
  /** Informs that were answered with InformResponse, of sessions that came to their end. */
  readonly admitted: number;
  /** Informs that were answered with 503. */
  readonly refused: number;
  /** Sessions that came to their end. */
  readonly completed: number;
  /** Attempts that ended in any other way. */
  readonly failed: number;
  /** Of the sessions that ended in this second, from the Inform to 204, in milliseconds; absent when there was none. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** What a storm looked like, second by second, from all calls of its CPEs. */
export function stormCurve(calls: readonly StormCall[]): readonly StormSecond[] {
  const booted = inSeconds(firstCalls(calls), ({ beganMs }) => beganMs);
  const ended = inSeconds(calls, ({ endedMs }) => endedMs);
  const admitted = inSeconds(
    calls.filter((call) => call.outcome === 'served'),
    ({ beganMs, informMs }) => beganMs + informMs,
  );
  let waiting = 0;
  return Array.from({ length: Math.max(0, ...ended.keys()) + 1 }, (_, second) => {
    const here = Map.groupBy(ended.get(second) ?? [], ({ outcome }) => outcome);
    const served = here.get('served') ?? [];
    waiting += (booted.get(second)?.length ?? 0) - served.length;
    const took = served.map(({ beganMs, endedMs }) => endedMs - beganMs);
    return {
      waiting,
      admitted: admitted.get(second)?.length ?? 0,
      refused: here.get('refused')?.length ?? 0,
      completed: served.length,
      failed: (here.get('failed')?.length ?? 0) + (here.get('wrong')?.length ?? 0),
      ...(took.length === 0 ? {} : { p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) }),
    };
  });
}

/** The value that the given share (0–1) of the values does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function firstCalls(calls: readonly StormCall[]): readonly StormCall[] {
  const first = new Map<number, StormCall>();
  for (const call of calls) if (call.beganMs < (first.get(call.cpe)?.beganMs ?? Infinity)) first.set(call.cpe, call);
  return [...first.values()];
}

function inSeconds<T>(items: readonly T[], atMs: (item: T) => number): Map<number, T[]> {
  return Map.groupBy(items, (item) => Math.floor(atMs(item) / 1_000));
}
