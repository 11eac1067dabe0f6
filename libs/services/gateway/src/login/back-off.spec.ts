import type { DeviceId } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { gatewayConfig } from '../gateway.config.ts';
import { BackOff } from './back-off.ts';
import { backOffOptions } from './login-options.ts';

const [victim, other] = ['00D09E-Box-1', '00D09E-Box-2'] as [DeviceId, DeviceId];
const OPTIONS = backOffOptions(gatewayConfig.schema.parse({}));
const { ofDevice, ofAddress } = OPTIONS;

function fail(backOff: BackOff, times: number, address: string, deviceId = victim): void {
  for (let n = 0; n < times; n++) backOff.failed(address, deviceId);
}

test('whoever guesses has to wait, and the device itself does not', () => {
  const clock = new ManualClock();
  const backOff = new BackOff(clock, OPTIONS);
  fail(backOff, 100, '203.0.113.9');
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(false);
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(true);
  expect(backOff.mayTry('203.0.113.9', other)).toBe(true);
  clock.advance(30_000);
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('where very many fail, devices that came from there before still come in', () => {
  const backOff = new BackOff(new ManualClock(), OPTIONS);
  backOff.succeeded('203.0.113.9', victim);
  for (let n = 0; n < 300; n++) backOff.failed('203.0.113.9', `00D09E-Box-${n + 10}` as DeviceId);
  expect(backOff.mayTry('203.0.113.9', other)).toBe(false);
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('from where too many failed and nobody came in, no device may try: it need not be known which it is', () => {
  const clock = new ManualClock();
  const backOff = new BackOff(clock, { ...OPTIONS, most: 2 });
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
  const backOff = new BackOff(new ManualClock(), OPTIONS);
  fail(backOff, 5, '192.0.2.1');
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(false);
  backOff.succeeded('192.0.2.1', victim);
  expect(backOff.mayTry('192.0.2.1', victim)).toBe(true);
});

test('with no limit of tries nobody waits', () => {
  const backOff = new BackOff(new ManualClock(), {
    ...OPTIONS,
    ofDevice: { ...ofDevice, free: 0 },
    ofAddress: { ...ofAddress, free: 0 },
  });
  fail(backOff, 1_000, '203.0.113.9');
  expect(backOff.mayTry('203.0.113.9', victim)).toBe(true);
});

test('how long is waited is as it is set', () => {
  const clock = new ManualClock();
  const settings = {
    MUSTER_CWMP_LOGIN_TRIES: '1',
    MUSTER_CWMP_LOGIN_WAIT_MS: '10s',
    MUSTER_CWMP_LOGIN_WAIT_MAX_MS: '15s',
    MUSTER_CWMP_LOGIN_ADDRESS_TRIES: '0',
  };
  const backOff = new BackOff(clock, backOffOptions(gatewayConfig.schema.parse(settings)));
  const waitedS = () => {
    let seconds = 0;
    for (; !backOff.mayTry('203.0.113.9', victim); seconds++) clock.advance(1_000);
    return seconds;
  };
  const waits = [1, 2, 3].map(() => {
    backOff.failed('203.0.113.9', victim);
    return waitedS();
  });
  expect(waits).toEqual([10, 15, 15]);
});

test('it remembers no more than it may', () => {
  const backOff = new BackOff(new ManualClock(), { ...OPTIONS, most: 100 });
  for (let n = 0; n < 10_000; n++) {
    backOff.failed(`10.0.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
    backOff.succeeded(`10.0.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
    backOff.failed(`10.1.${n >> 8}.${n & 255}`, `00D09E-Box-${n}` as DeviceId);
  }
  expect(backOff.size).toBeLessThanOrEqual(300);
});
