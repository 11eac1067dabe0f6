import type { AttackState } from './attack-order.ts';
import type { DoorReport } from './door-order.ts';
import type { AttackPlan } from './plan.ts';

/** What CPEs and attackers saw, by name of the run. */
export interface AttackPhase {
  readonly runs: Readonly<Record<string, AttackedReport>>;
  /** The most that the server had in the phase, and what it had at its end. */
  readonly residentPeak: number;
  readonly resident: number;
}

export interface AttackedReport extends DoorReport {
  /** Of an attack, while the CPEs called in. */
  readonly attack?: AttackProgress;
}

export interface AttackProgress extends Pick<AttackState, 'p50Ms' | 'p99Ms'> {
  readonly wrongPerS: number;
  /** Of a core, for the attackers. */
  readonly share: number;
}

export interface AttackedPhase extends AttackPhase {
  /** At its end. */
  readonly state: AttackState;
  /** Of a core, for the server, while no CPE calls in. */
  readonly aloneShare: number;
}

export interface Attacked {
  readonly plan: AttackPlan;
  readonly during: readonly AttackedPhase[];
}

export interface UnderAttack {
  readonly without: readonly AttackPhase[];
  readonly attacks: readonly Attacked[];
}

export interface DoorResults {
  readonly attack: UnderAttack;
  /** All rounds, by the name of the way in. */
  readonly ways: Readonly<Record<string, readonly DoorReport[]>>;
}
