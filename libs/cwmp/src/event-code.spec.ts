import { EVENT, eventNumber, isKnownEvent } from './event-code.ts';

test.each([
  ['0 BOOTSTRAP', 0],
  ['14 HEARTBEAT', 14],
  ['99 FOO', 99],
  ['7', 7],
  ['M Reboot', undefined],
  ['X 001122 foo', undefined],
  ['4VALUE', undefined],
  ['12345 X', undefined],
  ['', undefined],
])('the number of %j is %p', (code, number) => {
  expect(eventNumber(code)).toBe(number);
});

test('only codes of the standard are known', () => {
  expect(Object.values(EVENT).every(isKnownEvent)).toBe(true);
  for (const code of ['99 FOO', 'M X_001122_Calibrate', 'constructor', '2 periodic', '']) {
    expect(isKnownEvent(code)).toBe(false);
  }
});
