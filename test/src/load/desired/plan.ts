/** How much of what declared devices cost is measured, and how long at most. */
export interface DesiredPlan {
  /** Of all parts together: the fleet, which comes last, gets what the others left. */
  readonly wholeMs: number;
  readonly firstContact: {
    /** Of each device. */
    readonly parameters: number;
    /** Not counted: code is compiled, connections are made. */
    readonly warmUp: number;
    readonly devices: number;
    /** While provisioning's thread is profiled. */
    readonly profiled: number;
  };
  readonly publish: {
    /** Devices the ACS knows, those that call among them. */
    readonly known: number;
    readonly connections: number;
    readonly warmUpMs: number;
    readonly windowMs: number;
    readonly rounds: number;
  };
  readonly converge: {
    readonly cpes: number;
    /** Every CPE calls in once in this time. */
    readonly withinMs: number;
    /** Then it is told how far they came. */
    readonly limitMs: number;
  };
  readonly dryRun: {
    readonly devices: number;
    readonly parameters: number;
    /** Then it is broken off. */
    readonly limitMs: number;
  };
}

/** About two minutes. */
export const QUICK_DESIRED: DesiredPlan = {
  wholeMs: 600_000,
  firstContact: { parameters: 300, warmUp: 16, devices: 48, profiled: 24 },
  publish: { known: 20_000, connections: 32, warmUpMs: 300, windowMs: 1_000, rounds: 3 },
  converge: { cpes: 500, withinMs: 20_000, limitMs: 100_000 },
  dryRun: { devices: 2_000, parameters: 300, limitMs: 30_000 },
};

/** At most ten minutes, of which the fleet takes up to four and a half. */
export const FULL_DESIRED: DesiredPlan = {
  wholeMs: 600_000,
  firstContact: { parameters: 300, warmUp: 48, devices: 192, profiled: 96 },
  publish: { known: 1_000_000, connections: 64, warmUpMs: 500, windowMs: 2_000, rounds: 3 },
  converge: { cpes: 20_000, withinMs: 60_000, limitMs: 270_000 },
  dryRun: { devices: 100_000, parameters: 300, limitMs: 120_000 },
};

export const DESIRED_PARTS = ['first-contact', 'publish', 'converge', 'dry-run'] as const;
export type DesiredPart = (typeof DESIRED_PARTS)[number];
