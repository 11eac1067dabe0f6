import { timestamp } from '../ports/clock.ts';
import { editRollout, lowerCap, openGate } from './edit-rollout.ts';
import { newRollout } from './new-rollout.ts';
import type { Rollout, RolloutDocument } from './rollout.ts';
import type { RolloutPhase } from './rollout-phase.ts';
import { aRolloutDocument, NOW_MS, ROLLOUT } from './testing/executions.ts';

const BY = { by: 'ben' };
const PERMITS = { cap: 10, tolerance: 0.1, groups: [{ attribute: 'site', cap: 4 }] };
const WAVES = [{ size: { devices: 1 }, gate: true }, { size: { devices: 5 }, gate: true }, { size: { percent: 100 } }];
const document = aRolloutDocument({ permits: PERMITS, waves: WAVES });

function inPhase(phase: RolloutPhase): Rollout {
  const now = timestamp(NOW_MS);
  const draft = newRollout({ id: ROLLOUT, name: 'spring', document, author: 'anna', now });
  return { ...draft, status: { phase, since: now, by: 'anna', approved: { generation: 1, by: 'eve', at: now } } };
}

const edited = (phase: RolloutPhase, change: Partial<RolloutDocument>) =>
  editRollout(inPhase(phase), { ...document, ...change }, BY, NOW_MS);

test('another document is a new generation, by who wrote it', () => {
  const outcome = edited('ready', { priority: 3 });
  expect(outcome).toMatchObject({
    status: 'changed',
    rollout: { generation: 2, author: 'ben', status: { phase: 'draft' } },
  });
  expect(edited('paused', { priority: 3 })).toMatchObject({ rollout: { generation: 2, status: { phase: 'paused' } } });
  expect(edited('ready', {})).toEqual({ status: 'same' });
});

test('lower caps are let through as they are', () => {
  for (const phase of ['draft', 'ready', 'running', 'halted'] as const) {
    const outcome = edited(phase, { permits: { ...PERMITS, cap: 9, groups: [{ attribute: 'site', cap: 3 }] } });
    expect(outcome).toMatchObject({ status: 'changed', rollout: { generation: 1, author: 'anna', status: { phase } } });
  }
  expect(edited('completed', { permits: { ...PERMITS, cap: 9 } })).toMatchObject({ reason: 'wrong_phase' });
});

test.each<[string, Partial<RolloutDocument>]>([
  ['a higher cap', { permits: { ...PERMITS, cap: 11 } }],
  ['a higher cap of a group', { permits: { ...PERMITS, cap: 9, groups: [{ attribute: 'site', cap: 5 }] } }],
  ['another group', { permits: { ...PERMITS, groups: [{ attribute: 'node', cap: 4 }] } }],
  ['no group', { permits: { cap: 9, tolerance: 0.1 } }],
  ['more tolerance', { permits: { ...PERMITS, tolerance: 0.2 } }],
  ['a lower cap and something else', { permits: { ...PERMITS, cap: 9 }, priority: 1 }],
])('%s is an edit, and not for a rollout that runs', (_, change) => {
  expect(edited('running', change)).toMatchObject({ status: 'refused', reason: 'wrong_phase' });
  expect(edited('paused', change)).toMatchObject({ status: 'changed', rollout: { generation: 2 } });
});

test.each<[string, Partial<RolloutDocument>]>([
  ['image', { image: 'f'.repeat(64) }],
  ['target', { target: { filter: { tags: 'gold' }, mode: 'frozen' } }],
  ['waves', { waves: [{ size: { percent: 100 } }] }],
  ['approval', { approval: false }],
])('the %s of a rollout that was started stays', (word, change) => {
  expect(edited('paused', change)).toMatchObject({ reason: 'fixed', detail: expect.stringContaining(word) });
  expect(edited('draft', change)).toMatchObject({ status: 'changed' });
});

test('the cap is lowered, never raised', () => {
  expect(lowerCap(inPhase('running'), 4, BY, NOW_MS)).toMatchObject({ rollout: { document: { permits: { cap: 4 } } } });
  expect(lowerCap(inPhase('running'), 10, BY, NOW_MS)).toEqual({ status: 'same' });
  expect(lowerCap(inPhase('running'), 11, BY, NOW_MS)).toMatchObject({ reason: 'not_lower' });
});

test('gates are opened in their order', () => {
  const running = inPhase('running');
  const first = openGate(running, 2, { ...BY, reason: 'well' }, NOW_MS);
  expect(first).toMatchObject({ rollout: { openedWave: 2 } });
  expect(openGate({ ...running, openedWave: 2 }, 2, BY, NOW_MS)).toEqual({ status: 'same' });
  expect(openGate({ ...running, openedWave: 2 }, 3, BY, NOW_MS)).toMatchObject({ rollout: { openedWave: 3 } });
  expect(openGate(running, 3, BY, NOW_MS)).toMatchObject({ reason: 'no_gate' });
  expect(openGate(running, 4, BY, NOW_MS)).toMatchObject({ reason: 'no_gate' });
  expect(openGate(inPhase('ready'), 2, BY, NOW_MS)).toMatchObject({ reason: 'wrong_phase' });
});
