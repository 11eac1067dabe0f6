import type { Timestamp } from '../device/device.ts';
import type { Rollout, RolloutDocument } from './rollout.ts';
import { withAct } from './rollout-acts.ts';
import type { RolloutId } from './rollout-id.ts';

/** A draft; it has no waves before it is started. */
export function newRollout(init: {
  readonly id: RolloutId;
  readonly name: string;
  readonly document: RolloutDocument;
  readonly author: string;
  readonly now: Timestamp;
}): Rollout {
  const { id, name, document, author, now } = init;
  const draft: Rollout = {
    id,
    name,
    revision: 0,
    generation: 1,
    document,
    author,
    status: { phase: 'draft', since: now, by: author },
    waves: [],
    openedWave: 1,
    closedCells: [],
    createdAt: now,
  };
  return withAct(draft, { what: 'create', by: author, at: now });
}
