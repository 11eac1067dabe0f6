import { timestamp } from '../ports/clock.ts';
import type { DeviceId } from './device-id.ts';
import { unknownModel } from './model.ts';
import { breaksAt, frozenPaths, MAX_INCIDENTS, withIncidentOfModel } from './model-breaker.ts';

const P = 'Device.A.{i}.P';
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

function seen(device: number, { path = P, isAuthorsError = false, nowMs = START } = {}) {
  return { deviceId: `d${device}` as DeviceId, path, isAuthorsError, generation: 3, nowMs, now: timestamp(nowMs) };
}

function after(incidents: readonly ReturnType<typeof seen>[], size = 10) {
  let model = unknownModel('m');
  for (const one of incidents) model = withIncidentOfModel(model, one, size);
  return model;
}

test.each([
  [1, true, 3],
  [1_000_000, true, 3],
  [1, false, 5],
  [1_000, false, 21],
  [1_000_000, false, 1_000],
])('of %i devices (error of the author: %s) it takes %i', (devices, isAuthorsError, expected) => {
  expect(breaksAt(devices, isAuthorsError)).toBe(expected);
});

test('enough different devices within an hour, and it is left alone on all until something else is published', () => {
  const incidents = [1, 1, 1, 2, 3, 4].map((device) => seen(device));
  expect(frozenPaths(after(incidents), 3).size).toBe(0);
  const model = after([...incidents, seen(5)]);
  expect(frozenPaths(model, 3).get(P)).toMatch(/5 devices/);
  expect(frozenPaths(model, 4).size).toBe(0);
  expect(withIncidentOfModel(model, seen(6), 10)).toBe(model);
});

test('what is longer ago does not count', () => {
  const late = [4, 5].map((device) => seen(device, { nowMs: START + HOUR }));
  expect(frozenPaths(after([seen(1), seen(2), seen(3), ...late]), 3).size).toBe(0);
});

test('of however many parameters go wrong, so many are kept', () => {
  const incidents = Array.from({ length: 300 }, (_, n) => seen(1, { path: `Device.P${n}` }));
  expect(after(incidents).incidents).toHaveLength(MAX_INCIDENTS);
});
