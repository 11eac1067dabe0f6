import type { SimulationResult } from '#libs/testing/rollout-simulation';

/** What `npm run bench -- --rollout` keeps: the runs over a large fleet, which no test repeats. */
export interface RolloutResults {
  readonly devices: number;
  /** Of all runs together. */
  readonly cpuSeconds: number;
  readonly rows: readonly { readonly name: string; readonly result: Omit<SimulationResult, 'curve'> }[];
}
