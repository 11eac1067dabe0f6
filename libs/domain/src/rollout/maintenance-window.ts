import type { MaintenanceWindow, RolloutDocument } from './rollout.ts';
import { isZone, momentOf, plusDays, wallTime, weekdayOf } from './zoned-time.ts';

/** Milliseconds since the epoch; the end is not in it. */
export interface OpenTime {
  readonly opensAtMs: number;
  readonly closesAtMs: number;
}

/** Days in which every weekday comes twice. */
const DAYS_AHEAD = 14;
const LONGEST_DAYS = 7;

export const WINDOW_LIMITS = { minutes: 7 * 24 * 60 } as const;
/** Of a rollout that says nothing: from the Download to the boot. */
const DEFAULT_LEAD_MINUTES = 15;

/** Milliseconds before the end of a window in which nothing is begun any more; of a short window only its last half. */
export function windowLeadMs({ windowLeadMinutes }: Pick<RolloutDocument, 'windowLeadMinutes'>): number {
  return (windowLeadMinutes ?? DEFAULT_LEAD_MINUTES) * 60_000;
}

/**
 * The times of two weeks from `nowMs` on in which a window is open for a device in `zone`, in order and apart; one of which less
 * than `leadMs` is left is over.
 */
export function openTimes(
  windows: readonly MaintenanceWindow[],
  zone: string,
  nowMs: number,
  leadMs = 0,
): readonly OpenTime[] {
  const times = windows
    .flatMap((window) => occurrences(window, zone, nowMs))
    .toSorted((a, b) => a.opensAtMs - b.opensAtMs);
  const apart: OpenTime[] = [];
  for (const time of times) {
    const last = apart.at(-1);
    if (last === undefined || time.opensAtMs > last.closesAtMs) apart.push(time);
    else apart[apart.length - 1] = { ...last, closesAtMs: Math.max(last.closesAtMs, time.closesAtMs) };
  }
  return apart.filter((time) => time.closesAtMs > nowMs && mayBeginMs(time, leadMs) >= nowMs);
}

/** The last moment at which something may begin in a window. */
function mayBeginMs({ opensAtMs, closesAtMs }: OpenTime, leadMs: number): number {
  return closesAtMs - Math.min(leadMs, (closesAtMs - opensAtMs) / 2);
}

/** Whether a device may begin now, of the times that are left. */
export function isOpenAt([next]: readonly OpenTime[], nowMs: number): boolean {
  return next !== undefined && next.opensAtMs <= nowMs;
}

/** The zone of a device, where it is one; that of the rollout otherwise. */
export function zoneOf(deviceZone: string | undefined, rolloutZone: string | undefined): string {
  if (deviceZone !== undefined && isZone(deviceZone)) return deviceZone;
  return rolloutZone !== undefined && isZone(rolloutZone) ? rolloutZone : 'UTC';
}

function occurrences(window: MaintenanceWindow, deviceZone: string, nowMs: number): readonly OpenTime[] {
  const zone = window.zone === 'device' ? deviceZone : window.zone;
  const today = wallTime(nowMs, zone);
  if (today === undefined) return [];
  const begin = { ...today, minuteOfDay: minuteOf(window.start) };
  const times: OpenTime[] = [];
  for (let days = -LONGEST_DAYS; days <= DAYS_AHEAD; days++) {
    const start = plusDays(begin, days);
    if (window.days !== undefined && !window.days.includes(weekdayOf(start))) continue;
    const opensAtMs = momentOf(start, zone);
    if (opensAtMs !== undefined) times.push({ opensAtMs, closesAtMs: opensAtMs + window.minutes * 60_000 });
  }
  return times;
}

function minuteOf(start: string): number {
  const [hours = 0, minutes = 0] = start.split(':').map(Number);
  return hours * 60 + minutes;
}
