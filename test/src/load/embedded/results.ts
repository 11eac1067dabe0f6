import type { DiscoverReport } from '../discover-fleet.ts';
import type { Rounds } from '../measure-sessions.ts';
import type { RunReport } from '../run-sessions.ts';
import type { MemoryReport } from './measure-memory.ts';

/** All that one run of the benchmark of the whole ACS in one process found out. */
export interface EmbeddedResults {
  readonly keepAlive: Rounds;
  readonly perPost: Rounds;
  readonly paced: Readonly<Record<string, RunReport>>;
  readonly discovery: readonly DiscoverReport[];
  readonly memory: MemoryReport;
  /** Growth of the database, in bytes per settled session. */
  readonly logBytesPerSession: number;
}
