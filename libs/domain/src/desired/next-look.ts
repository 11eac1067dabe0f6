import type { SyncState } from './sync.ts';

const DAY_MS = 24 * 3_600_000;

/** When a device that is left alone now is looked at again, in milliseconds since the epoch; undefined: when it changes. */
export function nextLookMs(sync: SyncState, nowMs: number): number | undefined {
  const times = [...Object.values(sync.troubles).map(({ until }) => until), sync.backOff?.until, sync.auditDueAt];
  const ahead = times.flatMap((time) => (time === undefined ? [] : [Date.parse(time)])).filter((time) => time > nowMs);
  if (waitsForTomorrow(sync)) ahead.push((Math.floor(nowMs / DAY_MS) + 1) * DAY_MS);
  return ahead.length === 0 ? undefined : ahead.reduce((first, time) => Math.min(first, time));
}

/** Of the findings that are not kept any may be one. */
function waitsForTomorrow({ findings, differing }: SyncState): boolean {
  return differing > findings.length || findings.some(({ reason }) => reason === 'BudgetSpent');
}
