import fc from 'fast-check';
import type { ParameterValue } from '#libs/cwmp';
import { eventsFingerprint, informFingerprint } from './fingerprint.ts';

function parameters(...pairs: (readonly [string, string])[]): ParameterValue[] {
  return pairs.map(([name, value]) => ({ name, value, type: 'string' }));
}

const STABLE = [
  ['Device.DeviceInfo.SoftwareVersion', '1.0'],
  ['Device.ManagementServer.ParameterKey', 'k'],
] as const;

test('clocks do not count', () => {
  const early = parameters(...STABLE, ['Device.DeviceInfo.UpTime', '1'], ['Device.Time.CurrentLocalTime', 'a']);
  const late = parameters(...STABLE, ['Device.DeviceInfo.UpTime', '2'], ['Device.Time.CurrentLocalTime', 'b']);
  expect(informFingerprint(early)).toBe(informFingerprint(late));
});

test.each([
  ['SoftwareVersion', parameters(['Device.DeviceInfo.SoftwareVersion', '1.1'], STABLE[1])],
  ['ParameterKey', parameters(STABLE[0], ['Device.ManagementServer.ParameterKey', ''])],
  ['a name', parameters(STABLE[0], ['Device.ManagementServer.ParameterKez', 'k'])],
  ['a parameter more', parameters(...STABLE, ['Device.X', ''])],
  ['a parameter less', parameters(STABLE[0])],
])('%s counts', (_, changed) => {
  expect(informFingerprint(changed)).not.toBe(informFingerprint(parameters(...STABLE)));
});

test('it fits into a mark whatever the CPE sends', () => {
  const huge = parameters(...Array.from({ length: 2_000 }, (_, i) => [`Device.${i}`, 'x'.repeat(50)] as const));
  expect(informFingerprint(huge).length).toBeLessThanOrEqual(16);
  expect(informFingerprint([])).not.toBe(informFingerprint(huge));
});

const text = fc.string({ unit: 'binary', maxLength: 8 });
const list = fc.array(fc.tuple(text, text), { maxLength: 4 });

test('different parameters have different fingerprints, also when texts are cut elsewhere', () => {
  fc.assert(
    fc.property(list, list, (one, other) => {
      const [a, b] = [parameters(...one), parameters(...other)];
      expect(informFingerprint(a) === informFingerprint(b)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 5_000 },
  );
});

test('one changed character anywhere changes it', () => {
  const near = fc.tuple(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.nat(39),
    fc.integer({ min: 1, max: 0xfff }),
  );
  fc.assert(
    fc.property(near, ([value, at, by]) => {
      const index = at % value.length;
      const changed =
        value.slice(0, index) + String.fromCharCode((value.charCodeAt(index) + by) % 0x10000) + value.slice(index + 1);
      expect(informFingerprint(parameters(['a', changed]))).not.toBe(informFingerprint(parameters(['a', value])));
    }),
    { numRuns: 5_000 },
  );
});

test('events count with their CommandKeys and in their number', () => {
  const boot = { eventCode: '1 BOOT', commandKey: '' };
  const mine = { eventCode: 'M Reboot', commandKey: 'a' };
  const prints = [[boot], [boot, boot], [boot, mine], [boot, { ...mine, commandKey: 'b' }], []].map(eventsFingerprint);
  expect(new Set(prints).size).toBe(prints.length);
  expect(eventsFingerprint([boot, mine])).toBe(eventsFingerprint([{ ...boot }, { ...mine }]));
});
