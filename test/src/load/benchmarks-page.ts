import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import type { BootStormResult } from './boot-storm/run-boot-storm.ts';
import { bootStormSection } from './boot-storm/section.ts';
import type { ClusterResults } from './cluster/results.ts';
import { clusterSection } from './cluster/section.ts';
import type { DesiredResults } from './desired/results.ts';
import { desiredSection } from './desired/section.ts';
import type { DoorResults } from './door/results.ts';
import { doorSection } from './door/section.ts';
import type { EmbeddedResults } from './embedded/results.ts';
import { embeddedSection } from './embedded/section.ts';
import type { FilesResults } from './files/results.ts';
import { filesSection } from './files/section.ts';
import { savedResults } from './saved-results.ts';

const INTRODUCTION = `# Benchmarks

What a settled CPE costs: one that has nothing new to say, and for which there is nothing to do. In a fleet where every
CPE calls in periodically that is nearly all of the work. The benchmarks need Linux, two cores and \`taskset\`; with
\`--write-docs\` each rewrites its part of this page, and its figures in \`docs/benchmarks/\`.

## Method

- The yardstick is a bare Node HTTP server that answers the same two POSTs and neither reads nor keeps anything. Servers are
  measured in turn, in several rounds; figures are medians over the rounds, and ratios are taken within a round, since
  absolute figures of a shared machine wander.
- A session is two POSTs: an Inform (\`2 PERIODIC\`) that is answered with an InformResponse and a cookie, and an empty POST
  with the cookie that is answered with 204.
- Every simulated CPE has first been discovered with the number of parameters given. The counters of the ACS must say
  that each measured session was settled, or the run fails.
- CPU is user and system time of all threads of a process, from \`/proc\`. “CPU of bare ÷ its” says how much of bare
  Node's capacity is left when CPU is what limits. The rates also depend on the disk and on what else the machine does.
- At 70 % load sessions begin at a fixed rate whether or not earlier ones are done, and the time that one waits to begin
  counts. POSTs are timed by the load generator.
- “load busy” is the load generator's share of its core: above 90 % it is the bottleneck.`;

/** docs/benchmarks.md of what was measured last: each part is there once it was measured. */
export async function writeBenchmarksPage(): Promise<void> {
  const [embedded, cluster, desired, door, bootStorm, files] = await Promise.all([
    savedResults<EmbeddedResults>('embedded'),
    savedResults<ClusterResults>('cluster'),
    savedResults<DesiredResults>('desired'),
    savedResults<DoorResults>('door'),
    savedResults<BootStormResult>('boot-storm'),
    savedResults<FilesResults>('files'),
  ]);
  const parts = [
    INTRODUCTION,
    cluster && clusterSection(cluster),
    embedded && embeddedSection(embedded),
    desired && desiredSection(desired),
    door && doorSection(door),
    bootStorm && bootStormSection(bootStorm),
    files && filesSection(files),
  ];
  const text = parts.filter((part) => part !== undefined).join('\n\n');
  await writeFile(path.join(PROJECT_ROOT, 'docs/benchmarks.md'), `${text.trimEnd()}\n`);
}
