import { isDeepStrictEqual } from 'node:util';
import {
  type ActOf,
  type Clock,
  changeRollout,
  editRollout,
  newRollout,
  newRolloutId,
  type Rollout,
  type RolloutAction,
  type RolloutId,
  type RolloutOutcome,
  type RolloutProblem,
  type RolloutRefusal,
  type RolloutStore,
  timestamp,
} from '#libs/domain';
import type { CheckRollout } from './check-rollout.ts';
import type { Entropy } from './entropy.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export interface RolloutDraft {
  readonly name: string;
  /** From outside, not checked yet. */
  readonly document: unknown;
  readonly author: string;
}

export interface WantedEdit extends ActOf {
  /** From outside, not checked yet. */
  readonly document: unknown;
  /** Of the document that it was made from. */
  readonly generation?: number;
}

export type CreateOutcome =
  | { readonly status: 'created' | 'repeated'; readonly rollout: Rollout }
  /** The name stands for another one. */
  | { readonly status: 'conflict'; readonly rollout: Rollout }
  | { readonly status: 'invalid'; readonly problems: readonly RolloutProblem[] };

export type RolloutChange =
  | { readonly status: 'done'; readonly rollout: Rollout }
  | { readonly status: 'unknownRollout' }
  | { readonly status: 'refused'; readonly reason: RolloutRefusal; readonly detail: string }
  | { readonly status: 'invalid'; readonly problems: readonly RolloutProblem[] }
  | { readonly status: 'changedMeanwhile'; readonly generation: number };

/** Takes rollouts in, and does to them what people say. Who carries them out looks at what is stored. */
export class KeepRollouts {
  readonly #rollouts: RolloutStore;
  readonly #check: CheckRollout;
  readonly #clock: Clock;
  readonly #entropy: Entropy;

  constructor(rollouts: RolloutStore, check: CheckRollout, clock: Clock, entropy: Entropy) {
    this.#rollouts = rollouts;
    this.#check = check;
    this.#clock = clock;
    this.#entropy = entropy;
  }

  async create({ name, document: json, author }: RolloutDraft): Promise<CreateOutcome> {
    const { document, problems } = await this.#check.execute(json);
    if (document === undefined) return { status: 'invalid', problems };
    const now = timestamp(this.#clock.now());
    const draft = newRollout({ id: newRolloutId(this.#entropy.bytes(8)), name, document, author, now });
    const { rollout, added } = await this.#rollouts.add(draft);
    if (added) return { status: 'created', rollout };
    const isRepeat = rollout.author === author && isDeepStrictEqual(rollout.document, document);
    return { status: isRepeat ? 'repeated' : 'conflict', rollout };
  }

  async edit(id: RolloutId, { document: json, generation, ...act }: WantedEdit): Promise<RolloutChange> {
    const { document, problems } = await this.#check.execute(json);
    if (document === undefined) return { status: 'invalid', problems };
    return retryOnConflict(async () => {
      const rollout = await this.#rollouts.get(id);
      if (rollout === undefined) return { status: 'unknownRollout' };
      const outcome = editRollout(rollout, document, act, this.#clock.now());
      if (outcome.status !== 'same' && generation !== undefined && generation !== rollout.generation) {
        return { status: 'changedMeanwhile', generation: rollout.generation };
      }
      return this.save(rollout, outcome);
    });
  }

  act(id: RolloutId, action: RolloutAction): Promise<RolloutChange> {
    return this.change(id, (rollout, nowMs) => changeRollout(rollout, action, nowMs));
  }

  change(id: RolloutId, decide: (rollout: Rollout, nowMs: number) => RolloutOutcome): Promise<RolloutChange> {
    return retryOnConflict(async () => {
      const rollout = await this.#rollouts.get(id);
      if (rollout === undefined) return { status: 'unknownRollout' };
      return this.save(rollout, decide(rollout, this.#clock.now()));
    });
  }

  /** What was decided of the rollout as it was loaded. */
  async save(loaded: Rollout, outcome: RolloutOutcome): Promise<RolloutChange> {
    if (outcome.status === 'refused') return outcome;
    const rollout = outcome.status === 'same' ? loaded : await this.#rollouts.save(outcome.rollout);
    return { status: 'done', rollout };
  }
}
