import type { AttackState } from './attackers.ts';
import type { DoorReport } from './door-order.ts';
import type { AttackPlan } from './plan.ts';

export interface UnderAttack {
  readonly plan: AttackPlan;
  readonly before: DoorReport;
  readonly during: DoorReport;
  readonly state: AttackState;
  /** Share of the core that the attack takes when no CPE calls in, and its wrong requests per second meanwhile. */
  readonly aloneShare: number;
  readonly aloneWrongPerS: number;
  /** Of the server, in bytes: before, at its most during the attack. */
  readonly residentBefore: number;
  readonly residentDuring: number;
}

export interface DoorResults {
  readonly attack: UnderAttack;
  /** All rounds, by the name of the way in. */
  readonly ways: Readonly<Record<string, readonly DoorReport[]>>;
}
