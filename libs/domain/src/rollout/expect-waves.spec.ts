import { expectWaves, openMinutes } from './expect-waves.ts';
import { DEFAULT_HALT } from './halt-rules.ts';
import { aRolloutDocument, HOUR, MINUTE, NOW_MS } from './testing/executions.ts';

const night = { start: '22:00', minutes: 240, zone: 'device' };
const WINTER = Date.UTC(2026, 0, 15);
const SUMMER = Date.UTC(2026, 6, 15);

test('windows of a week are counted once, in whatever zones they are', () => {
  expect(openMinutes(undefined, 'UTC', NOW_MS)).toBe(10_080);
  expect(openMinutes([night], 'UTC', NOW_MS)).toBe(7 * 240);
  expect(openMinutes([{ ...night, days: [7] }], 'UTC', NOW_MS)).toBe(240);
  const berlin = { ...night, zone: 'Europe/Berlin' };
  // An hour apart in winter, two in summer.
  expect(openMinutes([night, berlin], 'UTC', WINTER)).toBe(7 * 300);
  expect(openMinutes([night, berlin], 'UTC', SUMMER)).toBe(7 * 360);
  expect(openMinutes([night, berlin], 'Europe/Berlin', WINTER)).toBe(7 * 240);
  expect(openMinutes([{ ...night, minutes: 10_080 }], 'Asia/Kolkata', NOW_MS, 15)).toBe(10_080);
});

test('nothing begins in the last minutes of a window, nor in the second half of a short one', () => {
  expect(openMinutes([night], 'UTC', NOW_MS, 15)).toBe(7 * 225);
  expect(openMinutes([night, { ...night, start: '02:00', minutes: 60 }], 'UTC', NOW_MS, 15)).toBe(7 * 285);
  expect(openMinutes([{ ...night, days: [7], minutes: 20 }], 'UTC', NOW_MS, 15)).toBe(10);
  const document = aRolloutDocument({ windows: [night], windowLeadMinutes: 60 });
  expect(expectWaves(document, { enrolled: 1, upgraded: 1, fetches: 1, perDeviceMs: MINUTE }, NOW_MS)).toMatchObject({
    minutesPerWeek: 7 * 180,
  });
});

test('a wave takes as many rounds as its devices need permits, and its soak', () => {
  const waves = [{ size: { devices: 10 }, soakMinutes: 60, gate: true }, { size: { percent: 100 } }];
  const document = aRolloutDocument({ waves, permits: { cap: 10 } });
  const forecast = expectWaves(
    document,
    { enrolled: 100, upgraded: 50, fetches: 50, perDeviceMs: 30 * MINUTE },
    NOW_MS,
  );
  expect(forecast.waves).toEqual([
    { wave: 1, devices: 10, soakMinutes: 60, gated: false, halt: DEFAULT_HALT, durationMs: 90 * MINUTE },
    { wave: 2, devices: 90, soakMinutes: 0, gated: true, halt: DEFAULT_HALT, durationMs: 150 * MINUTE },
  ]);
  expect(forecast).toMatchObject({ durationMs: 4 * HOUR, minutesPerWeek: 10_080, devicesPerWeek: 3_360 });
});

test('a device that soaks keeps its permit so long', () => {
  const document = aRolloutDocument({ permits: { cap: 1 }, deviceSoakMinutes: 50 });
  const duration = (upgraded: number, fetches: number) =>
    expectWaves(document, { enrolled: 2, upgraded, fetches, perDeviceMs: 10 * MINUTE }, NOW_MS).durationMs;
  expect(duration(2, 2)).toBe(2 * HOUR);
  expect(duration(0, 0)).toBe(0);
  // One of them by way of another image.
  expect(duration(2, 3)).toBe(2 * 65 * MINUTE);
});
