import { DEFAULT_RETRIES, FAULT_CLASSES, faultClassOf, retryAfterMs } from './fault-class.ts';

test.each([
  [9000, 'capability'],
  [9001, 'device'],
  [9002, 'device'],
  [9003, 'request'],
  [9004, 'device'],
  [9010, 'transient'],
  [9012, 'ours'],
  [9013, 'capability'],
  [9014, 'transient'],
  [9015, 'network'],
  [9016, 'ours'],
  [9017, 'transient'],
  [9018, 'image'],
  [9019, 'image'],
  [9020, 'schedule'],
  [9021, 'state'],
  [9850, 'vendor'],
  [0, 'device'],
  [9999, 'device'],
])('fault %i is of class %s', (code, faultClass) => {
  expect(faultClassOf(code)).toBe(faultClass);
});

test('the wait doubles, is spread by the device, and ends after a day', () => {
  const waits = [0, 1, 2, 3].map((tried) => retryAfterMs('transient', tried, {}, 0.5));
  expect(waits).toEqual([900_000, 1_800_000, 3_600_000, undefined]);
  expect(retryAfterMs('transient', 0, {}, 0)).toBe(720_000);
  expect(retryAfterMs('device', 20, { device: { times: 99, afterMinutes: 60 } }, 0.5)).toBe(86_400_000);
});

test('what is wrong with the image or with what was sent is not tried again, unless a rollout says so', () => {
  const never = FAULT_CLASSES.filter((one) => retryAfterMs(one, 0, {}, 0) === undefined);
  expect(never).toEqual(['capability', 'image', 'state', 'request']);
  expect(retryAfterMs('image', 0, { image: { times: 1, afterMinutes: 1 } }, 0.5)).toBe(60_000);
  expect(retryAfterMs('schedule', 9_999, { schedule: { times: 0, afterMinutes: 1 } }, 0.5)).toBe(86_400_000);
  expect(Object.keys(DEFAULT_RETRIES)).toEqual([...FAULT_CLASSES]);
});
