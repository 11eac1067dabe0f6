import type { SyncState } from './sync.ts';

/** When a device that is left alone now is looked at again, in milliseconds since the epoch; undefined: when it changes. */
export function nextLookMs({ troubles, backOff, auditDueAt }: SyncState, nowMs: number): number | undefined {
  const times = [...Object.values(troubles).map(({ until }) => until), backOff?.until, auditDueAt];
  const ahead = times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)])).filter((time) => time > nowMs);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}
