import { type Image, type RolloutDocument, type RolloutId, timestamp } from '#libs/domain';

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
