import type { DeepReadonly, RolloutList, Rollout as ShownRollout } from '#libs/api-contract';
import { possibleActions, type Rollout, type Wave } from '#libs/domain';

type ListedRollout = DeepReadonly<(typeof RolloutList)['_zod']['output']>['rollouts'][number];

/** A rollout as operators see it. */
export function showRollout(rollout: Rollout): DeepReadonly<ShownRollout> {
  const { document, openedWave, closedCells, acts = [] } = rollout;
  const shown = { ...brief(rollout), document, waves: rollout.waves.map(showWave), openedWave, closedCells, acts };
  return { ...shown, actions: possibleActions(rollout) };
}

export function showListed(rollout: Rollout): ListedRollout {
  return { ...brief(rollout), image: rollout.document.image, waves: rollout.waves.map(showWave) };
}

function brief({ id, name, revision, generation, author, status, createdAt }: Rollout) {
  return { id, name, revision, generation, author, status, createdAt };
}

function showWave({ number, state, since, size, buckets, cap }: Wave) {
  return { number, state, since, size, buckets, cap };
}
