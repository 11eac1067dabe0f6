import { parsePosixZone, posixOffsetMs } from './posix-zone.ts';

/** A day and a time of day on the clock on the wall. */
export interface WallTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly minuteOfDay: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What the clock on the wall of a zone shows. */
type Clock = (ms: number) => WallTime;

const clocks = new Map<string, Clock | undefined>();
/** Zones come from devices, too. */
const MAX_ZONES = 1_000;

/** Whether it is the name of a zone, such as `Europe/Berlin`, or its rules (`PosixZone`). */
export function isZone(zone: string): boolean {
  return clockOf(zone) !== undefined;
}

/** What the clock on the wall shows. Undefined for a zone that is none. */
export function wallTime(ms: number, zone: string): WallTime | undefined {
  return clockOf(zone)?.(ms);
}

/**
 * The moment at which the clock on the wall shows a time. Where it is skipped (the clocks go forward): the first moment
 * after; where it comes twice: the first. Undefined for a zone that is none.
 */
export function momentOf(wall: WallTime, zone: string): number | undefined {
  if (clockOf(zone) === undefined) return undefined;
  const asUtc = utcOf(wall);
  // No zone is more than a day off, and clocks are not turned twice in two days.
  const before = offsetAt(asUtc - DAY, zone);
  const after = offsetAt(asUtc + DAY, zone);
  const candidates = [asUtc - before, asUtc - after].filter((moment) => offsetAt(moment, zone) === asUtc - moment);
  if (candidates.length > 0) return Math.min(...candidates);
  return turnBetween(asUtc - DAY, asUtc + DAY, zone);
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(wall: WallTime): number {
  return new Date(utcOf(wall)).getUTCDay() || 7;
}

export function plusDays(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    minuteOfDay: wall.minuteOfDay,
  };
}

function utcOf({ year, month, day, minuteOfDay }: WallTime): number {
  return Date.UTC(year, month - 1, day) + minuteOfDay * MINUTE;
}

/** Whole minutes, in milliseconds, that the wall is ahead of UTC. */
function offsetAt(ms: number, zone: string): number {
  const wall = wallTime(ms, zone);
  return wall === undefined ? 0 : utcOf(wall) - Math.floor(ms / MINUTE) * MINUTE;
}

/** The first minute at which the offset is the later one. */
function turnBetween(earlyMs: number, lateMs: number, zone: string): number {
  const after = offsetAt(lateMs, zone);
  let low = Math.floor(earlyMs / MINUTE);
  let high = Math.floor(lateMs / MINUTE);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE, zone) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE;
}

function clockOf(zone: string): Clock | undefined {
  if (clocks.has(zone)) return clocks.get(zone);
  if (clocks.size >= MAX_ZONES) clocks.clear();
  const clock = namedClock(zone) ?? ruledClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function namedClock(zone: string): Clock | undefined {
  const format = formatOf(zone);
  return (
    format &&
    ((ms) => {
      const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
      const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
      return { year, month, day, minuteOfDay: hour * 60 + minute };
    })
  );
}

function ruledClock(text: string): Clock | undefined {
  const zone = parsePosixZone(text);
  return (
    zone &&
    ((ms) => {
      const shown = new Date(ms + posixOffsetMs(zone, ms));
      return {
        year: shown.getUTCFullYear(),
        month: shown.getUTCMonth() + 1,
        day: shown.getUTCDate(),
        minuteOfDay: shown.getUTCHours() * 60 + shown.getUTCMinutes(),
      };
    })
  );
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
  } catch {
    return undefined;
  }
}
