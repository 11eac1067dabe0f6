import type { ExecutionState, RolloutPhase } from '#libs/domain';
import type { Ledger } from './ledger.ts';
import type { Scheduler } from './scheduler.ts';
import { HOUR, START_MS } from './simulated-rollout.ts';
import type { Timeline } from './timeline.ts';
import type { Transfers } from './transfers.ts';
import type { VirtualDevice } from './virtual-fleet.ts';

export interface SimulationResult {
  /** Devices that fetched the image. */
  readonly touched: number;
  /** Devices that will never be heard of again. */
  readonly bricked: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly waiting: number;
  readonly phase: RolloutPhase;
  /** The rule that ended it; stalled: no permit is left; nobodyLeft: there are permits, and no device that takes them. */
  readonly why: string;
  readonly hours: number;
  /** The most permits that were taken or burned at a time, of one wave. */
  readonly mostPermits: number;
  readonly doubleDownloads: number;
  /** Touched devices at the end of each virtual hour. */
  readonly curve: readonly number[];
}

export function simulationResult(
  fleet: readonly VirtualDevice[],
  ledger: Ledger,
  scheduler: Scheduler,
  transfers: Transfers,
  timeline: Timeline,
): SimulationResult {
  const { states } = ledger.tally();
  const count = (...wanted: readonly ExecutionState[]) => wanted.reduce((sum, one) => sum + (states[one] ?? 0), 0);
  return {
    touched: transfers.touched,
    bricked: fleet.filter(({ dead }) => dead).length,
    succeeded: count('succeeded'),
    failed: count('failed', 'timedOut'),
    waiting: count('eligible', 'scheduled', 'notified'),
    phase: scheduler.phase,
    why: scheduler.why,
    hours: (timeline.changedMs - START_MS) / HOUR,
    mostPermits: ledger.mostPermits,
    doubleDownloads: fleet.reduce((sum, device) => sum + device.doubleDownloads, 0),
    curve: transfers.curve,
  };
}
