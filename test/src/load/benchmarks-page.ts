import { machine } from './machine.ts';
import { report } from './report.ts';
import type { Results } from './results.ts';
import { warnings } from './warnings.ts';

/** docs/benchmarks.md: what was measured, how, and what came out. */
export function benchmarksPage(results: Results, at: Date): string {
  const notes = warnings(results).map((warning) => `> Note: ${warning}\n\n`);
  const informBytes = Math.max(...[...results.discovery.values()].map((one) => one.informBytes));
  return `# Benchmarks

What a settled CPE costs: one that has nothing new to say, and for which there is nothing to do. In a fleet where every
CPE calls in periodically that is nearly all of the work. Repeat it with \`npm run bench\` (less than five minutes; with
\`-- --quick\` half a minute; \`-- --write-docs\` rewrites this page). It needs Linux, two cores and \`taskset\`.

## Method

- The whole ACS (all roles, embedded adapters, its database on disk with one fsync for each group of Informs that come
  together) is one process on core 0. The load generator is another process on core 1. The yardstick is a bare Node HTTP server, also on core 0, that
  answers the same two POSTs and neither reads nor keeps anything. Servers are measured in turn, in several rounds;
  figures are medians over the rounds, and ratios are taken within a round, since absolute figures of a shared machine
  wander.
- A session is two POSTs: an Inform (\`2 PERIODIC\`, ${informBytes} bytes of XML) that is answered with an InformResponse and a cookie,
  and an empty POST with the cookie that is answered with 204. 64 sessions run at once, each CPE has one at a time.
- Every simulated CPE has first been discovered with the number of parameters given. The counters of the ACS must say
  that each measured session was settled, or the run fails.
- CPU is user and system time of all threads of the server, from \`/proc\`. “CPU of bare ÷ its” says how much of bare
  Node's capacity is left when CPU is what limits. The rates also depend on the disk and on what else the machine does.
- At 70 % load sessions begin at a fixed rate whether or not earlier ones are done, and the time that one waits to begin
  counts. POSTs are timed by the load generator.
- “load busy” is the load generator's share of its core: above 90 % it is the bottleneck.
- Memory is the heap after a full garbage collection, with that many sessions of never seen devices open, less that of
  500 sessions; it holds all that the process keeps about the devices as well.

## Results

${at.toISOString().slice(0, 10)}, ${machine()}.

${report(results)}

${notes.join('')}`
    .trimEnd()
    .concat('\n');
}
