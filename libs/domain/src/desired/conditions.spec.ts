import { type ConditionFacts, conditionChanges, conditionsOf } from './conditions.ts';
import type { BackOff, Finding } from './sync.ts';
import { SOURCE } from './testing/a-desired.ts';

const NOW = '2026-01-02T00:00:00.000Z';
const EARLIER = '2026-01-01T00:00:00.000Z';
const backOff: BackOff = { reason: 'NoAnswer', failures: 1, until: NOW, why: 'Silent.' };

function finding(condition: Finding['condition'], reason: string, subject = 'Device.P'): Finding {
  return { subject, condition, reason, detail: 'So it is.', source: SOURCE, since: EARLIER };
}

function held(change: Partial<ConditionFacts>) {
  const { findings = [] } = change;
  const facts = { findings, differing: findings.length, rebootPending: false, changing: false, looking: false };
  return conditionsOf({ ...facts, backOff: undefined, before: [], now: NOW, ...change });
}

test.each<[string, Partial<ConditionFacts>, readonly string[]]>([
  ['nothing differs', {}, ['InSync AsDeclared']],
  ['it is looked at for the first time', { looking: true }, ['Reconciling Looking']],
  ['it is changed', { changing: true, findings: [finding('Reconciling', 'Differs')] }, ['Reconciling Differs']],
  ['a reboot is wanted', { rebootPending: true }, ['RebootPending RebootNeeded']],
  ['the CPE is silent', { backOff }, ['Unreachable NoAnswer']],
  ['plans lead nowhere', { backOff: { ...backOff, reason: 'TooManyPlans' } }, ['Degraded TooManyPlans']],
  ['something can not be had', { findings: [finding('Degraded', 'NotSupported')] }, ['Degraded NotSupported']],
  ['it is only watched', { findings: [finding('Drifted', 'Observed')] }, ['Drifted Observed']],
])('%s', (_, facts, expected) => {
  expect(held(facts).map(({ type, reason }) => `${type} ${reason}`)).toEqual(expected);
});

test('while it is looked at what was true stays true', () => {
  const before = held({});
  expect(held({ looking: true, before })).toBe(before);
});

test('since when is known from before, and the first few subjects are named', () => {
  const findings = ['a', 'b', 'c', 'd', 'e'].map((subject) => ({
    ...finding('Degraded', 'Refused', subject),
    ...(subject === 'b' ? { detail: 'it must be given' } : {}),
  }));
  const before = [{ type: 'Degraded', reason: 'Refused', message: '', since: EARLIER }] as const;
  const message = 'a: So it is. b: it must be given. c: So it is. And 2 more.';
  expect(held({ findings, before })).toEqual([{ type: 'Degraded', reason: 'Refused', message, since: EARLIER }]);
});

test('what became true and what is true no more; other words alone are no change', () => {
  const inSync = held({});
  const drifted = held({ findings: [finding('Drifted', 'Observed')] });
  expect(conditionChanges(inSync, drifted).map(({ condition, holds }) => [condition.type, holds])).toEqual([
    ['InSync', false],
    ['Drifted', true],
  ]);
  expect(
    conditionChanges(
      drifted,
      drifted.map((one) => ({ ...one, message: 'Other words.' })),
    ),
  ).toEqual([]);
});
