import type { RolloutDocument } from '#libs/domain';
import type { FleetTraits } from './virtual-fleet.ts';

export interface SimulationPlan {
  readonly fleet: FleetTraits;
  readonly document?: Partial<RolloutDocument>;
  /** False: nobody looks at the rollout once its first wave is open, only the permits are left. Default true. */
  readonly evaluates?: boolean;
  /** 0 to below 1. */
  readonly random: () => number;
}
