// What a first contact costs each process on Kafka, Redis and MongoDB: bootstrap, discovery, 20 values set and read back.
//   node dist/test/src/load/first-contacts.js [--devices 256] [--parameters 300] [--rounds 2] [--no-profile] [--cpu-prof folder]
import { parseArgs } from 'node:util';
import { PATIENT } from '../cluster/start-cluster.ts';
import { declareTwenty } from './cluster/declare-twenty.ts';
import { type FirstContacts, measureFirstContacts } from './cluster/measure-first-contacts.ts';
import { type BenchCluster, startBenchCluster } from './cluster/start-bench-cluster.ts';
import { pinnedTo, requireBenchmarkMachine } from './machine.ts';
import { serverWork } from './server-work.ts';
import { type LoadGenerator, startLoad } from './start-load.ts';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    devices: { type: 'string', default: '256' },
    parameters: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '2' },
    profile: { type: 'boolean', default: true },
    'cpu-prof': { type: 'string' },
  },
});
/** Not counted: code is compiled, connections are made. */
const WARM_UP = 64;

async function measure(load: LoadGenerator, cluster: BenchCluster): Promise<void> {
  const [count, parameters] = [Number(values.devices), Number(values.parameters)];
  await measureFirstContacts(load, cluster, { fleet: 'warm', first: 1, count: WARM_UP, parameters });
  const roles = [cluster.gateway, cluster.provisioning];
  const before = await serverWork(roles);
  for (let round = 0; round < Number(values.rounds); round++) {
    const first = 1 + WARM_UP + round * count;
    process.stdout.write(
      `${show(await measureFirstContacts(load, cluster, { fleet: 'it', first, count, parameters }))}\n`,
    );
  }
  const work = (await serverWork(roles)).since(before).dividedBy(count * Number(values.rounds));
  process.stdout.write(`Work of the servers for one:\n${work.lines().join('\n')}\n`);
}

function show({ parameters, perS, cpuUs, loadShare }: FirstContacts): string {
  const us = Object.entries(cpuUs).map(([name, each]) => `${name} ${Math.round(each)}`);
  const perSPerCore = 1e6 / (cpuUs.gateway + cpuUs.provisioning);
  return `${parameters} parameters, µs: ${us.join(', ')}; ${perSPerCore.toFixed(0)}/s/core of the roles, ${perS.toFixed(0)}/s here, load ${(loadShare * 100).toFixed(0)} %`;
}

requireBenchmarkMachine();
const folder = values['cpu-prof'];
const cluster = await startBenchCluster({
  env: { ...PATIENT, ...(folder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }) },
});
const load = startLoad(pinnedTo('load'));
try {
  if (values.profile) await declareTwenty(cluster.servers);
  await measure(load, cluster);
  load.stop();
} finally {
  await cluster.stop();
}
