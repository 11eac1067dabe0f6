import { timestamp } from '../ports/clock.ts';
import { changeRollout, possibleActions, type RolloutOutcome } from './change-rollout.ts';
import { newRollout } from './new-rollout.ts';
import type { Rollout } from './rollout.ts';
import { MAX_KEPT_ACTS, withAct } from './rollout-acts.ts';
import type { RolloutAction } from './rollout-phase.ts';
import { aRolloutDocument, MINUTE, NOW_MS, ROLLOUT } from './testing/executions.ts';

const document = aRolloutDocument();
const draft = newRollout({ id: ROLLOUT, name: 'spring', document, author: 'anna', now: timestamp(NOW_MS) });

function changed(outcome: RolloutOutcome): Rollout {
  if (outcome.status !== 'changed') throw new Error(`It is ${outcome.status}.`);
  return outcome.rollout;
}

function after(...actions: readonly RolloutAction[]): Rollout {
  return actions.reduce(
    (rollout, action, index) => changed(changeRollout(rollout, action, NOW_MS + index * MINUTE)),
    draft,
  );
}

const SUBMIT: RolloutAction = { type: 'submit', by: 'anna' };
const APPROVE: RolloutAction = { type: 'approve', by: 'ben' };
const START: RolloutAction = { type: 'start', by: 'anna' };
const PAUSE: RolloutAction = { type: 'pause', by: 'anna', reason: 'calls' };

test('who did what is kept, with the reason', () => {
  const { acts, status } = after(SUBMIT, APPROVE, START, PAUSE);
  expect(acts?.map(({ what, by }) => [what, by])).toEqual([
    ['create', 'anna'],
    ['submit', 'anna'],
    ['approve', 'ben'],
    ['start', 'anna'],
    ['pause', 'anna'],
  ]);
  expect(acts?.at(-1)).toEqual({ what: 'pause', by: 'anna', reason: 'calls', at: timestamp(NOW_MS + 3 * MINUTE) });
  expect(status).toMatchObject({ phase: 'paused', reason: 'calls' });
});

test('a repeat changes nothing, and what only looks like one is refused', () => {
  const paused = after(SUBMIT, APPROVE, START, PAUSE);
  expect(changeRollout(paused, PAUSE, NOW_MS)).toEqual({ status: 'same' });
  expect(changeRollout(paused, { ...PAUSE, reason: 'other' }, NOW_MS)).toMatchObject({ reason: 'wrong_phase' });
  expect(changeRollout(paused, { ...PAUSE, by: 'ben' }, NOW_MS)).toMatchObject({ reason: 'wrong_phase' });
  const later = { ...paused, status: { ...paused.status, since: timestamp(NOW_MS + 10 * MINUTE) } };
  // Somebody resumed and a rule paused it meanwhile.
  expect(changeRollout(later, PAUSE, NOW_MS)).toMatchObject({ status: 'refused' });
});

test('what people may do is told', () => {
  expect(possibleActions(draft)).toEqual(['submit', 'edit', 'cancel']);
  expect(possibleActions(after(SUBMIT, APPROVE, START))).toEqual(['pause', 'halt', 'cancel']);
  const paused = after(SUBMIT, APPROVE, START, PAUSE);
  expect(possibleActions(paused)).toEqual(['edit', 'halt', 'resume', 'cancel']);
  expect(possibleActions({ ...paused, generation: 2 })).toEqual(['approve', 'edit', 'halt', 'cancel']);
  expect(possibleActions(after({ type: 'cancel', by: 'anna', reason: 'no' }))).toEqual([]);
});

test('the oldest acts are forgotten', () => {
  let rollout = draft;
  for (let i = 0; i <= MAX_KEPT_ACTS; i++)
    rollout = withAct(rollout, { what: 'lowerCap', by: `p${i}`, at: draft.createdAt });
  expect(rollout.acts).toHaveLength(MAX_KEPT_ACTS);
  expect(rollout.acts?.[0]?.by).toBe('p1');
});
