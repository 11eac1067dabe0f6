import type { Execution } from './execution.ts';
import { DEFAULT_HALT, evaluateHalt, type HaltRules, haltRulesOf, verdictOf } from './halt-rules.ts';
import { counted, counterOf, times } from './testing/counters.ts';

/** The rule that stops the rollout and what it does. */
function stopped(executions: readonly Execution[], rules: HaltRules = {}): string | undefined {
  const verdict = verdictOf(evaluateHalt(rules, [counterOf(executions)]));
  return verdict && `${verdict.rule} ${verdict.action}`;
}

const fine = (count: number, cell = 'a') => times(count, () => counted('completed', { cell }));
const failed = (count: number, overrides: Partial<Execution> = {}) =>
  times(count, () => counted('failed', { cell: 'a', reason: 'postCheck', ...overrides }));
/** Devices that go on, and had a fault on the way. */
const faulty = (count: number, code: number) => times(count, () => counted('inFlight', { faults: [code] }));

test.each<[string, readonly Execution[], HaltRules, string]>([
  ['three devices that find the image corrupt', faulty(3, 9018), {}, 'maxCorrupt quarantine'],
  [
    'two that find it corrupt and one that finds it wrongly signed',
    [...faulty(2, 9018), ...faulty(1, 9019)],
    {},
    'maxCorrupt quarantine',
  ],
  ['three that may not fetch it', faulty(3, 9016), {}, 'maxUnreachable pause'],
  ['three that refuse the arguments', faulty(3, 9003), {}, 'maxRefused halt'],
  [
    'five that fall silent',
    [...fine(99), ...failed(5, { reason: 'silent' })],
    { maxConsecutive: 99 },
    'maxSilent halt',
  ],
  [
    'more than a tenth',
    [...fine(18), ...failed(1), ...fine(1), ...failed(2)],
    { maxConsecutive: 99 },
    'errorThreshold halt',
  ],
  ['as many as are too many', [...fine(99), ...failed(2)], { maxFailures: 2 }, 'maxFailures halt'],
  ['one that fell back, which weighs three', failed(1, { reason: 'reverted' }), { maxFailures: 3 }, 'maxFailures halt'],
  ['five in a row on one model', failed(5), {}, 'maxConsecutive halt'],
  [
    'five in a row on one model while another does well',
    [...fine(60, 'b'), ...failed(5)],
    {},
    'maxConsecutive closeCell',
  ],
  [
    'five that fall silent on one model while another does well',
    [...fine(60, 'b'), ...failed(5, { reason: 'silent' })],
    { maxConsecutive: 99 },
    'maxSilent closeCell',
  ],
  [
    'five that fall silent on a model that does well as a whole',
    [...fine(60, 'b'), ...fine(60), ...failed(5, { reason: 'silent' })],
    { maxConsecutive: 99 },
    'maxSilent halt',
  ],
  [
    'five that fall silent on two models of which none has enough',
    [...fine(60, 'b'), ...failed(3, { reason: 'silent' }), ...failed(2, { reason: 'silent', cell: 'c' })],
    { maxConsecutive: 99 },
    'maxSilent halt',
  ],
])('%s stop it', (_, executions, rules, verdict) => {
  expect(stopped(executions, rules)).toBe(verdict);
});

test.each<[string, readonly Execution[], HaltRules]>([
  ['nothing', [], {}],
  ['two that find it corrupt', faulty(2, 9018), {}],
  ['few of few: it is too early to say', [...fine(1), ...failed(2), ...fine(1), ...failed(2)], {}],
  ['failures with successes between', times(40, () => [...fine(19), ...failed(1)]).flat(), {}],
  [
    'devices that can not reach the file server',
    [...fine(10), ...times(10, () => failed(1, { reason: 'fault', faults: [9015] }))].flat(),
    { maxConsecutive: 99 },
  ],
])('%s does not', (_, executions, rules) => {
  expect(stopped(executions, rules)).toBeUndefined();
});

test('what falls silent in a cell that is closed already stops nobody else', () => {
  const counters = [counterOf([...fine(60, 'b'), ...fine(30), ...failed(20, { reason: 'silent' })])];
  const limits = { maxConsecutive: 99, errorThreshold: { share: 0.5, after: 20 } };
  expect(verdictOf(evaluateHalt(limits, counters))).toMatchObject({ rule: 'maxSilent', action: 'halt', value: 20 });
  expect(verdictOf(evaluateHalt(limits, counters, ['a']))).toBeUndefined();
});

test('of several rules the gravest counts', () => {
  expect(stopped([...faulty(3, 9016), ...faulty(3, 9018), ...failed(5)])).toBe('maxCorrupt quarantine');
});

test('runs are counted by bucket, everything else over all of them', () => {
  const halves = [counterOf([...fine(10), ...failed(2)]), counterOf([...fine(10), ...failed(2)])];
  const values = evaluateHalt({}, halves).map(({ rule, value, tripped }) => [rule, value, tripped]);
  expect(values).toContainEqual(['errorThreshold', 4 / 24, true]);
  expect(values).toContainEqual(['maxConsecutive', 2, false]);
});

test('it is told what each rule saw, also when none trips', () => {
  expect(evaluateHalt({}, []).map(({ rule }) => rule)).toEqual([
    'maxCorrupt',
    'maxRefused',
    'maxFailures',
    'maxSilent',
    'errorThreshold',
    'maxUnreachable',
  ]);
});

test('each rule of a wave goes before that of all waves, and that before the default', () => {
  const waves = [{ size: { devices: 5 }, halt: { maxSilent: 1 } }, { size: { percent: 100 } }];
  const halt = { maxSilent: 10, maxConsecutive: 20 };
  expect(haltRulesOf({ halt, waves }, 1)).toEqual({ ...DEFAULT_HALT, maxSilent: 1, maxConsecutive: 20 });
  expect(haltRulesOf({ halt, waves }, 2)).toEqual({ ...DEFAULT_HALT, ...halt });
});
