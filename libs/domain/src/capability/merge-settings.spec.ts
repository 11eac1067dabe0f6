import type { DesiredSetting } from '../desired/desired.ts';
import { aSetting } from '../desired/testing/a-desired.ts';
import { mergeSettings } from './merge-settings.ts';

const PATH = 'Device.Time.Enable';
const SOURCE = { profile: 'other', revision: 2, pointer: '/entries/4' };

function wish(text: string, priority: number, change: Partial<DesiredSetting> = {}) {
  return { ...aSetting(PATH, text, change), priority };
}

test('each parameter has one wish, in the order in which they came', () => {
  const one = { ...wish('1', 1), path: 'Device.B' };
  const { merged, conflicts } = mergeSettings([one, wish('1', 1), wish('2', 2)]);
  expect(conflicts).toEqual([]);
  expect(merged).toEqual([one, wish('2', 2)]);
});

test('of the same priority neither counts when they want different things, nor what is below them', () => {
  const { merged, conflicts } = mergeSettings([wish('1', 2), wish('2', 2, { source: SOURCE }), wish('1', 1)]);
  expect(merged).toEqual([]);
  expect(conflicts).toMatchObject([
    {
      subject: PATH,
      reason: 'conflict',
      detail: expect.stringMatching(
        /^residential@1 \(\/entries\/0\) and other@2 \(\/entries\/4\) have the same priority 2/,
      ),
    },
  ]);
});

test('a contradiction below the highest priority does not matter', () => {
  expect(mergeSettings([wish('1', 1), wish('2', 1), wish('3', 2)])).toEqual({ merged: [wish('3', 2)], conflicts: [] });
});

test('the same value in other spelling is the same wish', () => {
  const { merged, conflicts } = mergeSettings([
    wish('1', 1, { type: 'boolean' }),
    wish('true', 1, { type: 'boolean' }),
  ]);
  expect([merged.length, conflicts]).toEqual([1, []]);
});

test('the same value in other modes is taken care of by the one that does most', () => {
  const { merged } = mergeSettings([
    wish('1', 1, { mode: 'observe' }),
    wish('1', 1, { mode: 'seed', notification: 2 }),
    wish('1', 1, { mode: 'observe', risky: true, writeOnly: true }),
  ]);
  expect(merged).toEqual([wish('1', 1, { mode: 'seed', notification: 2, risky: true, writeOnly: true })]);
});

test('notifications can be in conflict, too', () => {
  expect(mergeSettings([wish('1', 1, { notification: 1 }), wish('1', 1, { notification: 2 })])).toMatchObject({
    merged: [],
    conflicts: [{ subject: PATH }],
  });
});
