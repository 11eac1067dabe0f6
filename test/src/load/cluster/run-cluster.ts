import { setTimeout as delay } from 'node:timers/promises';
import { untilIdle } from '../acs-state.ts';
import { cpuTimesUs } from '../cpu-time.ts';
import { pinnedTo } from '../machine.ts';
import { measurePaced, measureRounds, type Rounds, type Target } from '../measure-sessions.ts';
import { BARE, startBare } from '../start-bare.ts';
import type { LoadGenerator } from '../start-load.ts';
import { growKnownDevices } from './grow-known-devices.ts';
import { measureClusterMemory } from './measure-cluster-memory.ts';
import { type FirstContacts, measureFirstContacts } from './measure-first-contacts.ts';
import type { ClusterPlan } from './plan.ts';
import type { ClusterResults, KnownDevicesState } from './results.ts';
import { type BenchCluster, startBenchCluster } from './start-bench-cluster.ts';

type OnStep = (what: string) => void;

/** Measures a gateway on real Kafka, Redis and MongoDB, beside the bare server. */
export async function runCluster(load: LoadGenerator, plan: ClusterPlan, onStep: OnStep): Promise<ClusterResults> {
  onStep('starting Kafka, Redis, MongoDB, provisioning and a gateway');
  const cluster = await startBenchCluster();
  const bare = await startBare(pinnedTo('server'));
  try {
    const firstContacts = await discoverFleets(load, cluster, plan, onStep);
    const active = firstContacts.reduce((sum, { devices }) => sum + devices, 0);
    const settle = async (from: number, to: number): Promise<KnownDevicesState> => {
      onStep(`${to} known devices`);
      await growKnownDevices(cluster.servers, { from: from - active, to: to - active });
      return { devices: to, atRest: await rest(cluster, plan.restMs) };
    };
    const few = await settle(active, plan.fewKnown);
    const [first] = plan.fleets;
    const bareTarget = { name: BARE, port: bare.port, pid: bare.pid, fleet: String(first?.parameters) };
    const targets = plan.fleets.map(({ parameters }) => targetOf(cluster, parameters));
    const bytesBefore = await cluster.eventBytes();
    onStep('settled sessions, one connection for all POSTs');
    const keepAlive = await measureRounds(load, [bareTarget, ...targets], {
      ...plan,
      use: 'keepAlive',
      rounds: plan.keepAliveRounds,
    });
    const bytesPerEvent = ((await cluster.eventBytes()) - bytesBefore) / sessionsOf(keepAlive);
    onStep('settled sessions, a new connection for every POST');
    const perPost = await measureRounds(load, [bareTarget, ...targets], {
      ...plan,
      use: 'perPost',
      rounds: plan.perPostRounds,
    });
    onStep('settled sessions at 70 % of the highest rate');
    const paced = await measurePaced(load, [bareTarget, ...targets], plan, keepAlive);
    const many = await settle(plan.fewKnown, plan.manyKnown);
    onStep(`settled sessions with ${plan.manyKnown} known devices`);
    const middle = targets[Math.floor(targets.length / 2)];
    const manyKnown = await measureRounds(load, [bareTarget, ...(middle ? [middle] : [])], {
      ...plan,
      use: 'keepAlive',
      rounds: plan.manyKnownRounds,
    });
    onStep('memory of open sessions');
    const memory = await measureClusterMemory(load, cluster, plan);
    const informBytes = Math.max(...firstContacts.map((one) => one.informBytes));
    return { informBytes, firstContacts, keepAlive, perPost, paced, bytesPerEvent, few, manyKnown, many, memory };
  } finally {
    bare.stop();
    await cluster.stop();
  }
}

async function discoverFleets(
  load: LoadGenerator,
  cluster: BenchCluster,
  { fleets }: ClusterPlan,
  onStep: OnStep,
): Promise<readonly FirstContacts[]> {
  const reports: FirstContacts[] = [];
  let first = 1;
  for (const { parameters, devices: count } of fleets) {
    onStep(`first contact of ${count} devices with ${parameters} parameters`);
    reports.push(await measureFirstContacts(load, cluster, { fleet: String(parameters), first, count, parameters }));
    first += count;
  }
  return reports;
}

function targetOf({ gateway, provisioning, others }: BenchCluster, parameters: number): Target {
  return {
    name: `Muster, ${parameters.toLocaleString('en-US')} parameters`,
    port: gateway.cwmpPort ?? 0,
    pid: gateway.pid,
    others,
    fleet: String(parameters),
    httpUrl: gateway.httpUrl,
    lagUrl: provisioning.httpUrl,
  };
}

async function rest(
  { gateway, provisioning, others }: BenchCluster,
  forMs: number,
): Promise<KnownDevicesState['atRest']> {
  await untilIdle(provisioning.httpUrl);
  const pids = { gateway: gateway.pid, ...others };
  const before = cpuTimesUs(pids);
  const beganAt = performance.now();
  await delay(forMs);
  const after = cpuTimesUs(pids);
  const wallUs = (performance.now() - beganAt) * 1_000;
  const shares = Object.entries(after).map(([name, us]) => [name, (us - (before[name] ?? 0)) / wallUs]);
  return Object.fromEntries(shares) as KnownDevicesState['atRest'];
}

/** Those of the bare server are no events. */
function sessionsOf(rounds: Rounds): number {
  const runs = Object.entries(rounds).flatMap(([name, reports]) => (name === BARE ? [] : reports));
  return runs.reduce((sum, { sessionsInAll }) => sum + sessionsInAll, 0);
}
