import type { Execution } from './execution.ts';
import { HOUR, inform, NOW_MS, Play, TWO_STEPS } from './testing/executions.ts';

const due = ({ deadlineAt = '' }: Execution) => Date.parse(deadlineAt);

test('a device that fell silent after a fault is burned two days after its next try, long before the rollout ends', () => {
  const play = new Play().toTransferring().completed('s2', 9017);
  const { notBefore = '' } = play.state;
  expect(due(play.state)).toBe(Date.parse(notBefore) + 48 * HOUR);
  expect(play.overdue().state).toMatchObject({
    state: 'timedOut',
    reason: 'silent',
    account: 'failed',
    transferOpen: false,
  });
});

test('the same between two images', () => {
  const play = new Play().toTransferring(TWO_STEPS);
  play.on(inform('s2', '1.5', '1', '7')).checked('s2');
  expect(play.state).toMatchObject({ state: 'waitingRetry', step: 2, account: 'inFlight' });
  expect(due(play.state)).toBe(play.nowMs + 48 * HOUR);
  expect(play.overdue().state).toMatchObject({ state: 'timedOut', reason: 'silent', account: 'failed' });
});

test('one that calls in is waited for: also while the rollout is paused', () => {
  const play = new Play().toTransferring().completed('s2', 9017);
  play.around = { phase: 'paused' };
  for (let day = 1; day <= 9; day++) play.on(inform(`d${day}`, '1.0'), 24 * HOUR).on({ type: 'deadline' });
  expect(play.state).toMatchObject({ state: 'waitingRetry', account: 'inFlight' });
  expect(due(play.state)).toBeGreaterThan(play.nowMs + 47 * HOUR);
  expect(play.overdue().state).toMatchObject({ state: 'timedOut', reason: 'silent' });
});

test('its time begins with the next window in which it may be tried again', () => {
  const week = 7 * 24 * HOUR;
  const openTimes = [1, 2].map((weeks) => {
    return { opensAtMs: NOW_MS + weeks * week, closesAtMs: NOW_MS + weeks * week + 3 * HOUR };
  });
  const play = new Play({ openTimes, document: { timeouts: { waitingRetryMs: HOUR } } });
  play.toTransferring().completed('s2', 9017);
  expect(due(play.state)).toBe(NOW_MS + week + HOUR);
});
