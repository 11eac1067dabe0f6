import { isOpenAt, openTimes, zoneOf } from './maintenance-window.ts';
import type { MaintenanceWindow } from './rollout.ts';
import { momentOf, wallTime } from './zoned-time.ts';

const NIGHT: MaintenanceWindow = { start: '02:00', minutes: 180, zone: 'device' };
const at = (text: string) => Date.parse(text);
const MINUTE = 60_000;

function isWindowOpen(windows: readonly MaintenanceWindow[], zone: string, nowMs: number, leadMs = 0): boolean {
  return isOpenAt(openTimes(windows, zone, nowMs, leadMs), nowMs);
}

/** When a window is open, at or after a time. */
function open(window: Partial<MaintenanceWindow>, from: string, zone = 'Europe/Berlin') {
  const [time] = openTimes([{ ...NIGHT, ...window }], zone, at(from));
  return time && [time.opensAtMs, time.closesAtMs].map((ms) => new Date(ms).toISOString().slice(0, 16));
}

test('a window is open by the clock of the device', () => {
  expect(open({}, '2026-01-15T12:00:00Z')).toEqual(['2026-01-16T01:00', '2026-01-16T04:00']);
  expect(open({}, '2026-01-15T12:00:00Z', 'America/New_York')).toEqual(['2026-01-16T07:00', '2026-01-16T10:00']);
  expect(open({}, '2026-07-15T12:00:00Z')).toEqual(['2026-07-16T00:00', '2026-07-16T03:00']);
  expect(open({ zone: 'Asia/Kolkata' }, '2026-01-15T12:00:00Z')).toEqual(['2026-01-15T20:30', '2026-01-15T23:30']);
});

test('one that began yesterday is still open after midnight', () => {
  const late = { start: '23:00', minutes: 240 };
  expect(open(late, '2026-01-16T00:30:00Z')).toEqual(['2026-01-15T22:00', '2026-01-16T02:00']);
});

test('days are those on which it begins', () => {
  // 2026-01-17 is a Saturday.
  expect(open({ days: [6], start: '23:30', minutes: 60 }, '2026-01-14T00:00:00Z')).toEqual([
    '2026-01-17T22:30',
    '2026-01-17T23:30',
  ]);
  expect(open({ days: [7] }, '2026-01-18T12:00:00Z')).toEqual(['2026-01-25T01:00', '2026-01-25T04:00']);
});

test('a time that the clocks skip is the first moment after, one that comes twice the first', () => {
  // In Berlin 02:00 to 03:00 is skipped on 29 March, and comes twice on 25 October.
  expect(open({ start: '02:30', minutes: 60 }, '2026-03-28T12:00:00Z')).toEqual([
    '2026-03-29T01:00',
    '2026-03-29T02:00',
  ]);
  expect(open({ start: '02:30', minutes: 60 }, '2026-10-24T12:00:00Z')).toEqual([
    '2026-10-25T00:30',
    '2026-10-25T01:30',
  ]);
});

test('clocks that are turned by half an hour', () => {
  // Lord Howe Island: 02:00 to 02:30 is skipped on 4 October.
  expect(open({ start: '02:10' }, '2026-10-03T00:00:00Z', 'Australia/Lord_Howe')?.[0]).toBe('2026-10-03T15:30');
});

test('a device is admitted only when there is enough time left', () => {
  const now = at('2026-01-16T03:30:00Z');
  expect(isWindowOpen([NIGHT], 'Europe/Berlin', now, 30 * MINUTE)).toBe(true);
  expect(isWindowOpen([NIGHT], 'Europe/Berlin', now, 31 * MINUTE)).toBe(false);
  expect(isWindowOpen([NIGHT], 'Europe/Berlin', at('2026-01-16T04:00:00Z'))).toBe(false);
  // Of a window nothing is left by a lead as long as it is but its first half.
  expect(isWindowOpen([NIGHT], 'Europe/Berlin', at('2026-01-16T02:30:00Z'), 999 * MINUTE)).toBe(true);
  expect(isWindowOpen([NIGHT], 'Europe/Berlin', at('2026-01-16T02:31:00Z'), 999 * MINUTE)).toBe(false);
});

test('of several windows the one that closes last counts', () => {
  const windows = [NIGHT, { ...NIGHT, start: '01:00', minutes: 300 }];
  expect(isWindowOpen(windows, 'Europe/Berlin', at('2026-01-16T03:30:00Z'), 80 * MINUTE)).toBe(true);
});

test('the next times are apart and in order, and one that is nearly over is left out', () => {
  const windows = [NIGHT, { ...NIGHT, start: '04:00', minutes: 120 }, { ...NIGHT, start: '12:00', minutes: 10 }];
  const next = openTimes(windows, 'UTC', at('2026-01-16T05:30:00Z'), 20 * MINUTE);
  expect(
    next
      .slice(0, 3)
      .map(({ opensAtMs, closesAtMs }) => [opensAtMs, closesAtMs].map((ms) => new Date(ms).toISOString())),
  ).toEqual([
    ['2026-01-16T02:00:00.000Z', '2026-01-16T06:00:00.000Z'],
    ['2026-01-16T12:00:00.000Z', '2026-01-16T12:10:00.000Z'],
    ['2026-01-17T02:00:00.000Z', '2026-01-17T06:00:00.000Z'],
  ]);
  const [first] = openTimes(windows, 'UTC', at('2026-01-16T05:50:00Z'), 20 * MINUTE);
  expect(first?.opensAtMs).toBe(at('2026-01-16T12:00:00Z'));
});

test('a zone that is none is not open by itself; that of the rollout stands in', () => {
  expect(open({}, '2026-01-15T12:00:00Z', 'Middle-earth')).toBeUndefined();
  expect(zoneOf('Middle-earth', 'Europe/Berlin')).toBe('Europe/Berlin');
  expect(zoneOf('CET-1CEST,M3.5.0,M10.5.0/3', 'Europe/Paris')).toBe('CET-1CEST,M3.5.0,M10.5.0/3');
  expect(zoneOf('Europe/Paris', 'Europe/Berlin')).toBe('Europe/Paris');
  expect(zoneOf(undefined, undefined)).toBe('UTC');
});

test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Australia/Lord_Howe', 'UTC'])(
  'in %s every moment is found again by its time on the wall, or the earlier one that shows the same',
  (zone) => {
    for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 97 * 15 * MINUTE) {
      const wall = wallTime(ms, zone);
      const moment = wall && momentOf(wall, zone);
      if (wall === undefined || moment === undefined) throw new Error(`${zone} is no zone.`);
      expect(moment).toBeLessThanOrEqual(ms);
      expect(wallTime(moment, zone)).toEqual(wall);
    }
  },
);
