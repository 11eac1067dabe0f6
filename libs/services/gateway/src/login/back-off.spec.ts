import type { DeviceId } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { BackOff } from './back-off.ts';

const [victim, other] = ['00D09E-Box-1', '00D09E-Box-2'] as [DeviceId, DeviceId];
const TRIES = { ofDevice: 5, ofAddress: 200 };

function fail(backOff: BackOff, times: number, address: string, deviceId = victim): void {
  for (let n = 0; n < times; n++) backOff.failed(address, deviceId);
}

test('whoever guesses has to wait, and the device itself does not', () => {
  const clock = new ManualClock();
  const backOff = new BackOff(clock, TRIES);
  fail(backOff, 100, '203.0.113.9');
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(false);
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(true);
  expect(backOff.mayTry('203.0.113.9', other)).toBe(true);
  clock.advance(30_000);
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('where very many fail, devices that came from there before still come in', () => {
  const backOff = new BackOff(new ManualClock(), TRIES);
  backOff.succeeded('203.0.113.9', victim);
  for (let n = 0; n < 300; n++) backOff.failed('203.0.113.9', `00D09E-Box-${n + 10}` as DeviceId);
  expect(backOff.mayTry('203.0.113.9', other)).toBe(false);
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('from where too many failed and nobody came in, no device may try: it need not be known which it is', () => {
  const clock = new ManualClock();
  const backOff = new BackOff(clock, TRIES, 2);
  const failHere = () => {
    for (let n = 0; n < 300; n++) backOff.failed('203.0.113.9', `00D09E-Box-${n + 10}` as DeviceId);
  };
  expect(backOff.mayAnyTry('203.0.113.9')).toBe(true);
  failHere();
  expect([backOff.mayAnyTry('203.0.113.9'), backOff.mayTry('203.0.113.9', victim)]).toEqual([false, false]);
  clock.advance(1_000);
  expect(backOff.mayAnyTry('203.0.113.9')).toBe(true);
  backOff.succeeded('203.0.113.9', victim);
  backOff.succeeded('203.0.113.9', victim);
  failHere();
  expect(backOff.mayAnyTry('203.0.113.9')).toBe(true);
  // Others came in since, and who came in first is forgotten.
  backOff.succeeded('192.0.2.1', victim);
  backOff.succeeded('192.0.2.1', other);
  expect(backOff.mayAnyTry('203.0.113.9')).toBe(false);
});

test('a success forgives what failed before it', () => {
  const backOff = new BackOff(new ManualClock(), TRIES);
  fail(backOff, 5, '192.0.2.1');
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(false);
  backOff.succeeded('192.0.2.1', victim);
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(true);
});

test('with no limit of tries nobody waits', () => {
  const backOff = new BackOff(new ManualClock(), { ofDevice: 0, ofAddress: 0 });
  fail(backOff, 1_000, '203.0.113.9');
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('it remembers no more than it may', () => {
  const backOff = new BackOff(new ManualClock(), TRIES, 100);
  for (let n = 0; n < 10_000; n++) {
    backOff.failed(`10.0.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
    backOff.succeeded(`10.0.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
    backOff.failed(`10.1.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
  }
  expect(backOff.size).toBeLessThanOrEqual(300);
});
