import type { Rounds } from '../measure-sessions.ts';
import type { RunReport } from '../run-sessions.ts';
import type { ClusterMemory } from './measure-cluster-memory.ts';
import type { FirstContacts } from './measure-first-contacts.ts';
import type { OtherProcess } from './start-bench-cluster.ts';

/** All that one run of the benchmark of the cluster found out. */
export interface ClusterResults {
  readonly informBytes: number;
  readonly firstContacts: readonly FirstContacts[];
  /** With few known devices. */
  readonly keepAlive: Rounds;
  readonly perPost: Rounds;
  readonly paced: Readonly<Record<string, RunReport>>;
  readonly bytesPerEvent: number;
  readonly few: KnownDevicesState;
  /** With many known devices: the bare server and one fleet. */
  readonly manyKnown: Rounds;
  readonly many: KnownDevicesState;
  readonly memory: ClusterMemory;
}

/** The cluster at rest, with that many known devices. */
export interface KnownDevicesState {
  readonly devices: number;
  /** Share of one core that each process uses while no CPE calls. */
  readonly atRest: Readonly<Record<OtherProcess | 'gateway', number>>;
}
