import { executionChanged, executionEventId } from './execution-changed.ts';
import { anExecution, inform, Play, ROLLOUT } from './testing/executions.ts';

test('a change of the state is told with what it rests on', () => {
  const play = new Play().toTransferring();
  const before = play.state;
  const after = play.on(inform('s2', '2.0', '0', '1', '7')).state;
  expect(executionChanged(before, after)).toEqual({
    rollout: ROLLOUT,
    wave: 1,
    step: 1,
    attempt: 1,
    from: 'transferring',
    to: 'verifying',
    commandKey: `F.${ROLLOUT}.1.1`,
    fromVersion: '1.0',
    toVersion: '2.0',
    evidence: ['boot', 'version', 'configLost'],
  });
});

test('a failure is told with its fault', () => {
  const play = new Play().toTransferring();
  const before = play.state;
  const { state } = play.completed('s2', 9018);
  expect(executionChanged(before, state)).toMatchObject({
    to: 'failed',
    reason: 'fault',
    fault: 9018,
    evidence: ['transferComplete'],
  });
});

test('the same state is nothing to tell, and each revision has an id of its own', () => {
  const { state } = new Play().toTransferring();
  expect(executionChanged(state, { ...state, revision: 9 })).toBeUndefined();
  expect(executionEventId(anExecution({ revision: 3 }))).toBe('execution:rollout001:00A0B1-Router-1:3');
});
