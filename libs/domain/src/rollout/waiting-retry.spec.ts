import type { Execution } from './execution.ts';
import { tallyOf } from './tally.ts';
import { HOUR, inform, NOW_MS, Play, ROLLOUT, type Surroundings, TWO_STEPS } from './testing/executions.ts';

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

describe('windows that are too short (9020)', () => {
  /** Times that nothing came of it. */
  function ranOut(times: number, around: Surroundings = {}): Play {
    const play = new Play(around).toTransferring();
    for (let attempt = 1; attempt <= times; attempt++) {
      play.completed(`t${attempt}`, 9020, `F.${ROLLOUT}.1.${attempt}`);
      if (attempt === times) break;
      play.on(inform(`r${attempt}`, '1.0'), HOUR).on({ type: 'preChecked', sessionId: `r${attempt}` });
      play.answered(`r${attempt}`, 1);
    }
    return play;
  }

  test.each([4, 20])('are no failure, and burn nothing, also the %ith time', (times) => {
    const { state } = ranOut(times);
    expect(state).toMatchObject({ state: 'scheduled', account: 'none', attempt: times + 1 });
    const retry = { schedule: { times: 0, afterMinutes: 0 } };
    expect(ranOut(times, { document: { retry } }).state.state).toBe('scheduled');
  });

  test('end with the rollout, for a reason of their own, and say nothing of the image', () => {
    const { state } = ranOut(4).overdue();
    expect(state).toMatchObject({ state: 'timedOut', reason: 'outsideWindow', account: 'none' });
    expect(tallyOf(state)).toMatchObject({ failed: 0, blamed: 0 });
    const expired = ranOut(1);
    expired.around = { phase: 'expired' };
    expired.on({ type: 'cancel', by: 'expire' });
    expect(expired.state).toMatchObject({ state: 'timedOut', reason: 'outsideWindow', account: 'none' });
    const between = { ...expired.state, account: 'failed' } as const;
    expect(tallyOf(between)).toMatchObject({ failed: 1, blamed: 0 });
  });
});
