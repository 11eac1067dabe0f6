import { randomBytes } from 'node:crypto';
import {
  type Execution,
  newExecution,
  newRolloutId,
  type Pardon,
  type Rollout,
  type RolloutChanged,
  tallyOf,
} from '#libs/domain';
import { aDeviceId } from './fixtures.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const LATER = '2026-02-01T00:00:00.000Z';

const CREATED: RolloutChanged = {
  what: 'create',
  name: 'rollout',
  revision: 1,
  phase: 'draft',
  since: NOW,
  by: 'anna',
  closedCells: ['Acme/Router/A/1%2E0'],
};

/** A draft that was never saved. */
export function aRollout(overrides: Partial<Rollout> = {}): Rollout {
  const id = newRolloutId(randomBytes(8));
  return {
    id,
    name: `rollout ${id}`,
    revision: 0,
    generation: 1,
    document: {
      image: 'a'.repeat(64),
      target: { filter: { 'attributes.plan': { $in: ['gold', 'silver'] } }, mode: 'frozen' },
      waves: [{ size: { devices: 5 }, soakMinutes: 60 }, { size: { percent: 100 } }],
      permits: { cap: 500, tolerance: 0.05 },
      deadlineAt: LATER,
    },
    author: 'anna',
    status: { phase: 'draft', since: NOW, by: 'anna' },
    waves: [
      { number: 1, state: 'running', since: NOW, size: 5, buckets: 1, cap: 501, ranksBelow: 7, pardon: aPardon() },
      { number: 2, state: 'pending', since: NOW, size: 0, buckets: 1, cap: 500 },
    ],
    openedWave: 1,
    closedCells: ['Acme/Router/A/1%2E0'],
    createdAt: NOW,
    enrolment: { counted: 5, plannedAt: NOW, completedAt: NOW },
    stopped: { rule: 'maxSilent', at: NOW },
    pardons: 1,
    acts: [{ what: 'create', by: 'anna', at: NOW }],
    untold: [{ revision: 1, number: 0, at: NOW, change: CREATED }],
    ...overrides,
  };
}

function aPardon(): Pardon {
  const tally = tallyOf(anExecution({ account: 'failed', state: 'failed', faults: [9010] }));
  return { tally, runs: { 'Acme/Router/A/1.0': 1 }, burned: [1] };
}

/** A device that has just come into a wave. */
export function anExecution(overrides: Partial<Execution> = {}): Execution {
  const init = { wave: 1, bucket: 0, cell: 'Acme/Router/A/1.0', groups: [], now: NOW, deadlineAt: LATER };
  const execution = newExecution({ ...init, rollout: newRolloutId(randomBytes(8)), deviceId: aDeviceId() });
  return { ...execution, ...overrides };
}
