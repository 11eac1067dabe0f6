import type { MaintenanceWindow } from './rollout.ts';
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

/**
 * The time at `nowMs`, or the next one after it, in which a window is open for a device in `zone`; of several that are open the
 * one that closes last. Undefined without windows that ever open.
 */
export function openTime(windows: readonly MaintenanceWindow[], zone: string, nowMs: number): OpenTime | undefined {
  const times = windows
    .flatMap((window) => occurrences(window, zone, nowMs))
    .filter(({ closesAtMs }) => closesAtMs > nowMs);
  const open = times.filter(({ opensAtMs }) => opensAtMs <= nowMs);
  if (open.length > 0) return open.reduce((a, b) => (b.closesAtMs > a.closesAtMs ? b : a));
  if (times.length === 0) return undefined;
  return times.reduce((a, b) => (b.opensAtMs < a.opensAtMs ? b : a));
}

/** The times of two weeks from `nowMs` on, the next `most` of them, the present one included, each with at least `neededMs` left, in order and apart. */
export function openTimes(
  windows: readonly MaintenanceWindow[],
  zone: string,
  nowMs: number,
  { most, neededMs = 0 }: { readonly most?: number; readonly neededMs?: number } = {},
): readonly OpenTime[] {
  const times = windows
    .flatMap((window) => occurrences(window, zone, nowMs))
    .filter(({ closesAtMs }) => closesAtMs > nowMs)
    .toSorted((a, b) => a.opensAtMs - b.opensAtMs);
  const apart: OpenTime[] = [];
  for (const time of times) {
    const last = apart.at(-1);
    if (last === undefined || time.opensAtMs > last.closesAtMs) apart.push(time);
    else apart[apart.length - 1] = { ...last, closesAtMs: Math.max(last.closesAtMs, time.closesAtMs) };
  }
  return apart.filter((time) => time.closesAtMs - Math.max(time.opensAtMs, nowMs) >= neededMs).slice(0, most);
}

/** Whether a device may begin now what takes `neededMs`. Without windows it always may. */
export function isWindowOpen(
  windows: readonly MaintenanceWindow[] | undefined,
  zone: string,
  nowMs: number,
  neededMs = 0,
): boolean {
  if (windows === undefined || windows.length === 0) return true;
  const time = openTime(windows, zone, nowMs);
  return time !== undefined && time.opensAtMs <= nowMs && time.closesAtMs - nowMs >= neededMs;
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
