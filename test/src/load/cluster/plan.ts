/** How long and how often is measured, and with how many devices. */
export interface ClusterPlan {
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Every server is measured once in each round, so that what else the machine does falls on all of them. */
  readonly keepAliveRounds: number;
  readonly perPostRounds: number;
  /** With many known devices. */
  readonly manyKnownRounds: number;
  /** Of paced sessions, at 70 % of the highest rate. */
  readonly pacedMs: number;
  /** How long the processes are watched while nothing happens. */
  readonly restMs: number;
  /** By known parameters per device. */
  readonly fleets: readonly { readonly parameters: number; readonly devices: number }[];
  /** Devices the ACS knows, the fleets among them. */
  readonly fewKnown: number;
  readonly manyKnown: number;
  /** Sessions open at once when memory is measured: on few connections, and on one each. */
  readonly openSessions: number;
  readonly openConnections: number;
}

/** About a minute. */
export const QUICK_CLUSTER: ClusterPlan = {
  connections: 64,
  warmUpMs: 300,
  windowMs: 1_000,
  keepAliveRounds: 3,
  perPostRounds: 1,
  manyKnownRounds: 3,
  pacedMs: 2_000,
  restMs: 2_000,
  fleets: [
    { parameters: 15, devices: 128 },
    { parameters: 300, devices: 128 },
    { parameters: 3_000, devices: 64 },
  ],
  fewKnown: 1_000,
  manyKnown: 20_000,
  openSessions: 2_000,
  openConnections: 1_000,
};

/** Less than ten minutes. */
export const FULL_CLUSTER: ClusterPlan = {
  connections: 64,
  warmUpMs: 700,
  windowMs: 3_000,
  keepAliveRounds: 5,
  perPostRounds: 3,
  manyKnownRounds: 5,
  pacedMs: 10_000,
  restMs: 5_000,
  fleets: [
    { parameters: 15, devices: 512 },
    { parameters: 300, devices: 512 },
    { parameters: 3_000, devices: 64 },
  ],
  fewKnown: 10_000,
  manyKnown: 1_000_000,
  openSessions: 20_000,
  openConnections: 5_000,
};
