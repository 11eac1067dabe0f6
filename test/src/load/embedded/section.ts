import type { Saved } from '../saved-results.ts';
import { warnings } from '../warnings.ts';
import { embeddedReport } from './report.ts';
import type { EmbeddedResults } from './results.ts';

/** The part of docs/benchmarks.md about the ACS in one process. */
export function embeddedSection({ on, machine, results }: Saved<EmbeddedResults>): string {
  const informBytes = Math.max(...results.discovery.map((one) => one.informBytes));
  return [
    '## The whole ACS in one process',
    'Repeat it with `npm run bench` (five minutes; with `-- --quick` half a minute).',
    `\
- The whole ACS (all roles, embedded adapters, its database on disk with one fsync for each group of Informs that come
  together) is one process on core 0. The load generator is another process on core 1, the bare server also on core 0.
- An Inform has ${informBytes} bytes of XML. 64 sessions run at once, each CPE has one at a time.
- Memory is the heap after a full garbage collection, with that many sessions of never seen devices open, less that of
  500 sessions; it holds all that the process keeps about the devices as well.`,
    `${on}, ${machine}.`,
    embeddedReport(results),
    ...warnings(results).map((warning) => `> Note: ${warning}`),
  ].join('\n\n');
}
