import { moveRollout, ROLLOUT_MOVES, ROLLOUT_PHASES, type RolloutAction, type RolloutStatus } from './rollout-phase.ts';

const FACTS = { author: 'anna', generation: 3, needsApproval: true, now: '2026-01-02T00:00:00.000Z' };
const APPROVED = { generation: 3, by: 'ben', at: '2026-01-01T00:00:00.000Z' };

function status(phase: RolloutStatus['phase'], overrides: Partial<RolloutStatus> = {}): RolloutStatus {
  return { phase, since: '2026-01-01T00:00:00.000Z', by: 'anna', approved: APPROVED, ...overrides };
}

/** The phase after, or why not. */
function after(before: RolloutStatus, action: RolloutAction, facts: Partial<typeof FACTS> = {}): string {
  const move = moveRollout(before, action, { ...FACTS, ...facts });
  return move.ok ? move.status.phase : move.reason;
}

test('a rollout goes its way', () => {
  expect(after(status('draft'), { type: 'submit', by: 'anna' })).toBe('awaitingApproval');
  expect(after(status('awaitingApproval'), { type: 'approve', by: 'ben' })).toBe('ready');
  expect(after(status('ready'), { type: 'start', by: 'anna' })).toBe('running');
  expect(after(status('running'), { type: 'pause', by: 'anna', reason: 'Storm' })).toBe('paused');
  expect(after(status('paused'), { type: 'resume', by: 'anna' })).toBe('running');
  expect(after(status('running'), { type: 'complete' })).toBe('completed');
  expect(after(status('halted'), { type: 'expire' })).toBe('expired');
});

test('its author can not approve it, unless it needs no approval', () => {
  expect(after(status('awaitingApproval'), { type: 'approve', by: 'anna' })).toBe('own_approval');
  expect(after(status('draft'), { type: 'submit', by: 'anna' }, { needsApproval: false })).toBe('ready');
  expect(after(status('ready'), { type: 'start', by: 'anna' }, { needsApproval: false })).toBe('running');
});

test('to resume what was halted takes a name and a reason', () => {
  const halted = status('halted');
  expect(after(halted, { type: 'resume', by: 'anna' })).toBe('no_reason');
  expect(after(halted, { type: 'resume', by: ' ', reason: 'Fixed' })).toBe('no_reason');
  expect(after(halted, { type: 'resume', by: 'anna', reason: ' ' })).toBe('no_reason');
  expect(after(halted, { type: 'resume', by: 'anna', reason: 'Only model B was bad' })).toBe('running');
});

test('an approval is for one generation: a document that was changed does not go on without another', () => {
  expect(after(status('paused'), { type: 'resume', by: 'anna' }, { generation: 4 })).toBe('not_approved');
  expect(after(status('ready'), { type: 'start', by: 'anna' }, { generation: 4 })).toBe('not_approved');
  const move = moveRollout(status('paused'), { type: 'approve', by: 'ben' }, { ...FACTS, generation: 4 });
  expect(move).toMatchObject({ ok: true, status: { phase: 'paused', approved: { generation: 4, by: 'ben' } } });
});

test('what happened, by whom and why is kept; since when, while the phase stays', () => {
  const halt = moveRollout(status('running'), { type: 'halt', by: 'maxSilent', reason: '5 devices' }, FACTS);
  expect(halt).toEqual({
    ok: true,
    status: { phase: 'halted', since: FACTS.now, by: 'maxSilent', reason: '5 devices', approved: APPROVED },
  });
  const edit = moveRollout(status('paused'), { type: 'edit', by: 'anna' }, FACTS);
  expect(edit).toMatchObject({ status: { phase: 'paused', since: '2026-01-01T00:00:00.000Z' } });
  const reject = moveRollout(status('ready'), { type: 'reject', by: 'ben', reason: 'No' }, FACTS);
  expect(reject.ok && reject.status).not.toHaveProperty('approved');
});

test.each(['completed', 'cancelled', 'expired'] as const)('nothing follows %s', (phase) => {
  expect(Object.values(ROLLOUT_MOVES).flatMap((moves) => moves[phase] ?? [])).toEqual([]);
});

test('every other phase can be left, and every phase but the first is reached', () => {
  const moves = Object.values(ROLLOUT_MOVES);
  const reached = new Set(moves.flatMap((move) => Object.values(move)));
  expect(ROLLOUT_PHASES.filter((phase) => !reached.has(phase))).toEqual([]);
  expect(after(status('completed'), { type: 'cancel', by: 'anna', reason: '' })).toBe('wrong_phase');
});
