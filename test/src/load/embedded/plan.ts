/** How long and how often is measured. */
export interface Plan {
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Every server is measured once in each round, so that what else the machine does falls on all of them. */
  readonly keepAliveRounds: number;
  readonly perPostRounds: number;
  /** Of paced sessions, at 70 % of the highest rate. */
  readonly pacedMs: number;
  /** By known parameters per device. */
  readonly fleets: readonly { readonly parameters: number; readonly devices: number }[];
  /** Sessions open at once when memory is measured. */
  readonly openSessions: number;
}

/** About half a minute. */
export const QUICK: Plan = {
  connections: 64,
  warmUpMs: 300,
  windowMs: 1_000,
  keepAliveRounds: 3,
  perPostRounds: 1,
  pacedMs: 2_000,
  fleets: [
    { parameters: 15, devices: 128 },
    { parameters: 300, devices: 128 },
    { parameters: 3_000, devices: 64 },
  ],
  openSessions: 2_000,
};

/** Less than five minutes. */
export const FULL: Plan = {
  connections: 64,
  warmUpMs: 500,
  windowMs: 3_000,
  keepAliveRounds: 7,
  perPostRounds: 3,
  pacedMs: 10_000,
  fleets: [
    { parameters: 15, devices: 512 },
    { parameters: 300, devices: 512 },
    { parameters: 3_000, devices: 128 },
  ],
  openSessions: 20_000,
};
