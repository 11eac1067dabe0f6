import {
  bucketsOf,
  type Image,
  newRollout,
  type Rollout,
  type RolloutDocument,
  type RolloutId,
  timestamp,
  waveSizes,
} from '#libs/domain';

export const START_MS = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const ROLLOUT = 'rollout001' as RolloutId;

/** For every model and version. */
export const TARGET: Image = {
  id: '2'.repeat(64),
  revision: 1,
  name: 'router',
  version: '2.0',
  aliases: [],
  fileType: '1 Firmware Upgrade Image',
  size: 8_000_000,
  fits: [{}],
  releaseNotes: '',
  state: 'released',
  createdAt: timestamp(START_MS),
};

/** All devices in one wave, 500 permits, and the halt rules that there are by default. */
export function simulatedRollout(overrides: Partial<RolloutDocument> = {}): RolloutDocument {
  return {
    image: TARGET.id,
    target: { filter: {}, mode: 'frozen' },
    waves: [{ size: { percent: 100 } }],
    permits: { cap: 500 },
    deadlineAt: timestamp(START_MS + 30 * DAY),
    ...overrides,
  };
}

/** When it was started and each of its devices counted into a wave. */
export function startedRollout(document: RolloutDocument, devices: number): Rollout {
  const { cap } = document.permits;
  const now = timestamp(START_MS);
  const draft = newRollout({ id: ROLLOUT, name: 'simulated', document, author: 'anna', now });
  const waves = waveSizes(document.waves, devices).map((size, index) => {
    return { number: index + 1, state: 'pending', since: now, size, buckets: bucketsOf(size, cap), cap } as const;
  });
  const enrolment = { counted: devices, plannedAt: now, completedAt: now };
  return { ...draft, status: { phase: 'running', since: now, by: 'anna' }, waves, enrolment };
}
