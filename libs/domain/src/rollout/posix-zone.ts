/**
 * A time zone by its rules, as `TZ` of POSIX has them (IEEE 1003.1 §8.3) and CPEs report them in `Device.Time.LocalTimeZone`:
 * `CET-1CEST,M3.5.0,M10.5.0/3`. Seconds ahead of UTC.
 */
export interface PosixZone {
  readonly standardS: number;
  readonly summer?: { readonly offsetS: number; readonly begins: YearlyTurn; readonly ends: YearlyTurn };
}

/** A moment of every year, on the clock that is turned by it. */
export interface YearlyTurn {
  readonly day: YearlyDay;
  /** After midnight of the day; it may be on another one. */
  readonly atS: number;
}

export type YearlyDay =
  /** Week 5 is the last one, weekday 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly month: number; readonly week: number; readonly weekday: number }
  /** From 1; 29 February is not counted. */
  | { readonly kind: 'julian'; readonly day: number }
  /** From 0; 29 February is counted. */
  | { readonly kind: 'ordinal'; readonly day: number };

const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)';
const TIME = '[+-]?\\d{1,3}(?::[0-5]?\\d(?::[0-5]?\\d)?)?';
const DAY = 'M\\d{1,2}\\.\\d\\.\\d|J\\d{1,3}|\\d{1,3}';
const ZONE = new RegExp(
  // TR-181 itself writes a blank before the name of the summer time.
  `^${NAME}(${TIME})(?:\\s*(${NAME})(${TIME})?(?:,(${DAY})(?:/(${TIME}))?,(${DAY})(?:/(${TIME}))?)?)?$`,
);
const LONGEST = 100;
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;
/** Where only the name of a summer time is given. */
const DEFAULT_TURNS = ['M3.2.0', 'M11.1.0'] as const;
const DEFAULT_TIME = '2';

/** Undefined for a text that is none. */
export function parsePosixZone(text: string): PosixZone | undefined {
  const match = text.length <= LONGEST ? ZONE.exec(text) : null;
  if (match === null) return undefined;
  const [, offset = '', summerName, summerOffset, beginDay, beginTime, endDay, endTime] = match;
  // It is what has to be added to local time for UTC.
  const standardS = -secondsOf(offset);
  if (!isOffset(standardS)) return undefined;
  if (summerName === undefined) return { standardS };
  const offsetS = summerOffset === undefined ? standardS + HOUR_S : -secondsOf(summerOffset);
  const begins = turnOf(beginDay ?? DEFAULT_TURNS[0], beginTime);
  const ends = turnOf(endDay ?? DEFAULT_TURNS[1], endTime);
  if (!isOffset(offsetS) || begins === undefined || ends === undefined) return undefined;
  return { standardS, summer: { offsetS, begins, ends } };
}

/** Milliseconds that the clock on the wall is ahead of UTC. */
export function posixOffsetMs({ standardS, summer }: PosixZone, ms: number): number {
  if (summer === undefined) return standardS * 1_000;
  const year = new Date(ms).getUTCFullYear();
  let latest = Number.NEGATIVE_INFINITY;
  let offsetS = standardS;
  for (const each of [year - 1, year, year + 1]) {
    const begins = momentMs(summer.begins, each, standardS);
    const ends = momentMs(summer.ends, each, summer.offsetS);
    if (ends <= ms && ends > latest) {
      latest = ends;
      offsetS = standardS;
    }
    // Where one ends as the next one begins, it is summer all year.
    if (begins <= ms && begins >= latest) {
      latest = begins;
      offsetS = summer.offsetS;
    }
  }
  return offsetS * 1_000;
}

function isOffset(seconds: number): boolean {
  return Math.abs(seconds) < DAY_S;
}

function secondsOf(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  const total = hours * HOUR_S + minutes * 60 + seconds;
  return text.startsWith('-') ? -total : total;
}

function turnOf(day: string, time: string = DEFAULT_TIME): YearlyTurn | undefined {
  const atS = secondsOf(time);
  const read = dayOf(day);
  // A week at most (RFC 8536 §3.3.1).
  return read && Math.abs(atS) < 7 * DAY_S ? { day: read, atS } : undefined;
}

function dayOf(text: string): YearlyDay | undefined {
  if (text.startsWith('M')) {
    const [month = 0, week = 0, weekday = 0] = text.slice(1).split('.').map(Number);
    const isDay = month >= 1 && month <= 12 && week >= 1 && week <= 5 && weekday <= 6;
    return isDay ? { kind: 'weekday', month, week, weekday } : undefined;
  }
  if (text.startsWith('J')) {
    const day = Number(text.slice(1));
    return day >= 1 && day <= 365 ? { kind: 'julian', day } : undefined;
  }
  const day = Number(text);
  return day <= 365 ? { kind: 'ordinal', day } : undefined;
}

function momentMs({ day, atS }: YearlyTurn, year: number, offsetS: number): number {
  return dayMs(day, year) + (atS - offsetS) * 1_000;
}

/** Midnight of the day, as if it were UTC. */
function dayMs(day: YearlyDay, year: number): number {
  switch (day.kind) {
    case 'weekday':
      return weekdayMs(day, year);
    case 'julian': {
      const isAfterFebruary = day.day > 59;
      const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
      return Date.UTC(year, 0, isAfterFebruary && isLeapYear ? day.day + 1 : day.day);
    }
    case 'ordinal':
      return Date.UTC(year, 0, day.day + 1);
  }
}

function weekdayMs(day: Extract<YearlyDay, { readonly kind: 'weekday' }>, year: number): number {
  const first = new Date(Date.UTC(year, day.month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, day.month, 0)).getUTCDate();
  const date = 1 + ((day.weekday - first + 7) % 7) + (day.week - 1) * 7;
  return Date.UTC(year, day.month - 1, date > days ? date - 7 : date);
}
