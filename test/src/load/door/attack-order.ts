import type { AttackPlan } from './plan.ts';

export interface AttackOrder extends AttackPlan {
  readonly port: number;
  readonly username: string;
  /** Second byte of its addresses: from those of the attack before nobody is let in for a while. */
  readonly network: number;
}

/** What the attack has come to. */
export interface AttackState {
  readonly idle: number;
  readonly slow: number;
  /** So far. */
  readonly cutOff: number;
  /** Wrong logins so far: sent, asked to log in again, told to wait, and without an answer. */
  readonly wrong: number;
  readonly asked: number;
  readonly turnedAway: number;
  readonly unanswered: number;
  /** From connecting to the answer, of the wrong logins since it was asked last. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the attackers so far. */
  readonly cpuUs: number;
}
