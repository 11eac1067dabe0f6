import type { DiscoverReport } from './discover-fleet.ts';
import type { MemoryReport } from './measure-memory.ts';
import type { Rounds } from './measure-sessions.ts';
import type { RunReport } from './run-sessions.ts';

/** All that one run of the benchmark found out. */
export interface Results {
  readonly keepAlive: Rounds;
  readonly perPost: Rounds;
  readonly paced: ReadonlyMap<string, RunReport>;
  readonly discovery: ReadonlyMap<string, DiscoverReport>;
  readonly memory: MemoryReport;
  /** Growth of the database, in bytes per settled session. */
  readonly logBytesPerSession: number;
}

/** Name of the server that the others are compared with. */
export const BARE = 'bare Node';
