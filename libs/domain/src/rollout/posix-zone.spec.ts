import fc from 'fast-check';
import { openTimes } from './maintenance-window.ts';
import { parsePosixZone } from './posix-zone.ts';
import { isZone, momentOf, wallTime } from './zoned-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Zones with the rules that their governments have now. */
const ZONES = [
  ['Europe/Berlin', 'CET-1CEST,M3.5.0,M10.5.0/3'],
  ['Europe/London', 'GMT0BST,M3.5.0/1,M10.5.0'],
  // Winter is the exception there.
  ['Europe/Dublin', 'IST-1GMT0,M10.5.0,M3.5.0/1'],
  ['Europe/Helsinki', 'EET-2EEST,M3.5.0/3,M10.5.0/4'],
  ['America/New_York', 'EST5EDT,M3.2.0,M11.1.0'],
  ['America/New_York', 'EST+5 EDT,M3.2.0/2,M11.1.0/2'],
  ['America/St_Johns', 'NST3:30NDT,M3.2.0,M11.1.0'],
  // It begins at 24:00 of a Saturday.
  ['America/Santiago', '<-04>4<-03>,M9.1.6/24,M4.1.6/24'],
  // Before the Sunday has begun.
  ['America/Nuuk', '<-02>2<-01>,M3.5.0/-1,M10.5.0/0'],
  ['Australia/Sydney', 'AEST-10AEDT,M10.1.0,M4.1.0/3'],
  ['Australia/Lord_Howe', '<+1030>-10:30<+11>-11,M10.1.0,M4.1.0'],
  ['Pacific/Auckland', 'NZST-12NZDT,M9.5.0,M4.1.0/3'],
  ['Pacific/Chatham', '<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45'],
  ['Asia/Kolkata', 'IST-5:30'],
  ['Asia/Kathmandu', '<+0545>-5:45'],
  ['Pacific/Kiritimati', '<+14>-14'],
  ['UTC', 'UTC0'],
] as const;

const moment = fc
  .integer({ min: Date.UTC(2026, 0, 1) / 1_000, max: Date.UTC(2060, 0, 1) / 1_000 })
  .map((s) => s * 1_000);
const zone = fc.constantFrom(...ZONES);

/** A minute or two beside the hour at which the clocks are turned, on every day. */
const nearTurn = fc
  .tuple(fc.integer({ min: 0, max: 34 * 366 }), fc.integer({ min: 0, max: 48 }), fc.integer({ min: -2, max: 2 }))
  .map(([day, half, minutes]) => Date.UTC(2026, 0, 1 + day) + (half * HOUR) / 2 + minutes * MINUTE);

test('the clock on the wall shows what it does by the name of the zone', () => {
  fc.assert(
    fc.property(zone, fc.oneof(moment, nearTurn), ([name, rules], ms) => {
      expect([rules, wallTime(ms, rules)]).toEqual([rules, wallTime(ms, name)]);
    }),
    { numRuns: 5_000 },
  );
});

test.each(ZONES)('the clocks of %s are turned at the same minute as those of %s', (name, rules) => {
  const minuteAt = (ms: number, zone: string) => wallTime(ms, zone)?.minuteOfDay;
  let last = minuteAt(Date.UTC(2028, 0, 1), name) ?? 0;
  const turns: number[] = [];
  for (let ms = Date.UTC(2028, 0, 1) + HOUR / 2; ms < Date.UTC(2029, 0, 1); ms += HOUR / 2) {
    const minute = minuteAt(ms, name) ?? 0;
    if ((minute - last + 1_440) % 1_440 !== 30) turns.push(ms);
    last = minute;
  }
  expect(turns).toHaveLength(parsePosixZone(rules)?.summer ? 2 : 0);
  for (const ms of turns.flatMap((turn) => [turn - MINUTE, turn])) {
    expect(minuteAt(ms, rules)).toBe(minuteAt(ms, name));
  }
});

test('a time on the wall is the same moment by its rules as by its name, also one that is skipped or comes twice', () => {
  const wall = fc.record({
    year: fc.integer({ min: 2026, max: 2060 }),
    month: fc.constantFrom(1, 3, 4, 7, 9, 10, 11),
    day: fc.integer({ min: 1, max: 30 }),
    minuteOfDay: fc.oneof(fc.integer({ min: 0, max: 239 }), fc.integer({ min: 0, max: 1_439 })),
  });
  fc.assert(
    fc.property(zone, wall, ([name, rules], time) => {
      expect([rules, momentOf(time, rules)]).toEqual([rules, momentOf(time, name)]);
    }),
    { numRuns: 5_000 },
  );
});

test('a window by the rules of the device', () => {
  const night = [{ start: '02:30', minutes: 60, zone: 'device' }];
  const opens = (from: string) =>
    new Date(openTimes(night, 'CET-1CEST,M3.5.0,M10.5.0/3', Date.parse(from))[0]?.opensAtMs ?? 0).toISOString();
  expect(opens('2026-03-28T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
  expect(opens('2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00.000Z');
});

test.each([
  // Every day but 29 February is counted from 1, or every day from 0.
  ['AAA0BBB,J60,J300', Date.UTC(2028, 2, 1, 2)],
  ['AAA0BBB,59,300', Date.UTC(2028, 1, 29, 2)],
  ['AAA0BBB,J1/-167,J300', Date.UTC(2027, 11, 25, 1)],
])('%s turns the clocks on its day', (rules, ms) => {
  const minutes = [ms - MINUTE, ms].map((at) => wallTime(at, rules)?.minuteOfDay ?? 0);
  expect((minutes[1] ?? 0) - (minutes[0] ?? 0)).toBe(61);
});

test('summer all year, and a summer time of which only the name is known', () => {
  for (let month = 0; month < 24; month++) {
    const ms = Date.UTC(2026, month, 1, 5);
    expect(wallTime(ms, 'EST5EDT4,0/0,J365/25')?.minuteOfDay).toBe(60);
    expect(wallTime(ms, 'XST5XDT')).toEqual(wallTime(ms, 'America/New_York'));
  }
});

test.each([
  '',
  'CE-1',
  'CET',
  'CET-1CEST,M3.5.0',
  'CET-1CEST,M13.5.0,M10.5.0',
  'CET-1CEST,M3.6.0,M10.5.0',
  'CET-1CEST,M3.5.7,M10.5.0',
  'CET-1CEST,J0,J1',
  'CET-1CEST,0,366',
  'CET-24',
  'CET-1:60',
  'CET-1CEST,M3.5.0/168,M10.5.0',
  `${'A'.repeat(100)}-1`,
])('%j is none', (text) => {
  expect(parsePosixZone(text)).toBeUndefined();
});

test('whatever a device reports, it is a zone with moments, or none', () => {
  const part = fc.constantFrom(
    'CET',
    '<+03>',
    '-1',
    '25',
    '5:30',
    ',',
    'M3.5.0',
    'J1',
    'J365',
    '0',
    '/',
    '-1',
    ' ',
    'EDT',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join('')),
      ),
      moment,
      (text, ms) => {
        const wall = wallTime(ms, text);
        expect(wall !== undefined).toBe(isZone(text));
        if (wall !== undefined) expect(Number.isFinite(momentOf(wall, text))).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});
