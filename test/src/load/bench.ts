// `npm run bench`: measures the ACS in one process; with `-- --cluster` on Kafka, Redis and MongoDB; with `-- --boot-storm`
// how a cluster takes a fleet that boots at once; with `-- --desired` what declared devices cost; with `-- --files` what the file
// server does, beside nginx; with `-- --door` what the ways in cost, and what an attack on them does. With `-- --rollout` it
// simulates rollouts, for docs/rollouts.md.
import { parseArgs } from 'node:util';
import { writeBenchmarksPage } from './benchmarks-page.ts';
import { measureBootStorm } from './boot-storm/measure-boot-storm.ts';
import { bootStormPicture } from './boot-storm/picture.ts';
import { bootStormSection } from './boot-storm/section.ts';
import { FULL_CLUSTER, QUICK_CLUSTER } from './cluster/plan.ts';
import { clusterReport } from './cluster/report.ts';
import { runCluster } from './cluster/run-cluster.ts';
import { convergePicture } from './desired/converge/picture.ts';
import { measureDesired } from './desired/measure-desired.ts';
import { DESIRED_PARTS, FULL_DESIRED, QUICK_DESIRED } from './desired/plan.ts';
import { desiredReport } from './desired/report.ts';
import type { DesiredResults } from './desired/results.ts';
import { measureDoor } from './door/measure-door.ts';
import { FULL_DOOR, QUICK_DOOR } from './door/plan.ts';
import { doorSection } from './door/section.ts';
import { FULL, QUICK } from './embedded/plan.ts';
import { embeddedReport } from './embedded/report.ts';
import { runEmbedded } from './embedded/run-embedded.ts';
import { FILE_SERVERS, measureFiles } from './files/measure-files.ts';
import { FULL_FILES, QUICK_FILES } from './files/plan.ts';
import { filesReport } from './files/report.ts';
import { machine, pinnedTo, requireBenchmarkMachine } from './machine.ts';
import { measureRollouts } from './rollout/measure-rollouts.ts';
import { saveImage } from './save-image.ts';
import { type BenchmarkPart, savedResults, saveResults, today } from './saved-results.ts';
import { startLoad } from './start-load.ts';
import { warnings } from './warnings.ts';

const { values } = parseArgs({
  options: {
    cluster: { type: 'boolean', default: false },
    'boot-storm': { type: 'boolean', default: false },
    desired: { type: 'boolean', default: false },
    door: { type: 'boolean', default: false },
    rollout: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    // Of the declared devices: only this part; of the file servers: only these, by commas.
    only: { type: 'string' },
    // Of the boot storm, for comparison: whatever comes is let in.
    unlimited: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'write-docs': { type: 'boolean', default: false },
  },
});
const { quick, unlimited, 'write-docs': writeDocs } = values;
if ((quick || unlimited) && writeDocs) throw new Error('Figures of such a run are not for the documents.');

const onStep = (what: string) => process.stderr.write(`${what} …\n`);
const show = (text: string) => process.stdout.write(`\n${text}\n`);

async function keep(part: BenchmarkPart, results: unknown): Promise<void> {
  if (!writeDocs) return;
  await saveResults(part, results);
  await writeBenchmarksPage();
}

async function measureSessions(): Promise<void> {
  const load = startLoad(pinnedTo('load'));
  if (values.cluster) {
    const results = await runCluster(load, quick ? QUICK_CLUSTER : FULL_CLUSTER, onStep);
    show(clusterReport(results));
    await keep('cluster', results);
  } else {
    const results = await runEmbedded(load, quick ? QUICK : FULL, onStep);
    show(embeddedReport(results));
    for (const warning of warnings(results)) show(`Warning: ${warning}`);
    await keep('embedded', results);
  }
  load.stop();
}

async function measureDeclared(): Promise<void> {
  const only = DESIRED_PARTS.filter((part) => values.only === undefined || part === values.only);
  if (only.length === 0) throw new Error(`--only takes one of ${DESIRED_PARTS.join(', ')}.`);
  const load = startLoad(pinnedTo('load'));
  await measureDesired({
    load,
    plan: quick ? QUICK_DESIRED : FULL_DESIRED,
    parts: new Set(only),
    onStep,
    async onResults(results) {
      show(desiredReport(results));
      if (!writeDocs) return;
      if (results.converge) await saveImage('converge', convergePicture(results.converge));
      // Parts that were not measured now stay as they are.
      await keep('desired', { ...(await savedResults<DesiredResults>('desired'))?.results, ...results });
    },
  });
  load.stop();
}

async function measureFileServers(): Promise<void> {
  const wanted = values.only?.split(',') ?? FILE_SERVERS;
  const only = FILE_SERVERS.filter((name) => wanted.some((end) => name.endsWith(end)));
  if (only.length === 0) throw new Error(`--only takes ends of: ${FILE_SERVERS.join('; ')}.`);
  const load = startLoad(pinnedTo('load'));
  const results = await measureFiles(load, quick ? QUICK_FILES : FULL_FILES, only, onStep);
  load.stop();
  show(filesReport(results));
  await keep('files', results);
}

async function measureWaysIn(): Promise<void> {
  const load = startLoad(pinnedTo('load'));
  const results = await measureDoor(load, quick ? QUICK_DOOR : FULL_DOOR, onStep);
  load.stop();
  show(doorSection({ on: today(), machine: machine(), results }));
  await keep('door', results);
}

// Nothing of a simulation depends on the machine, but how long it takes.
if (!values.rollout) requireBenchmarkMachine();
if (values.rollout) {
  await measureRollouts({ quick, writeDocs }, onStep, show);
} else if (values.door) {
  await measureWaysIn();
} else if (values.desired) {
  await measureDeclared();
} else if (values.files) {
  await measureFileServers();
} else if (values['boot-storm']) {
  const results = await measureBootStorm({ quick, unlimited }, onStep);
  show(bootStormSection({ on: today(), machine: machine(), results }));
  if (writeDocs) await saveImage('boot-storm', bootStormPicture(results));
  await keep('boot-storm', results);
} else {
  await measureSessions();
}
