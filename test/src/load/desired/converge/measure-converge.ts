import { setTimeout as delay } from 'node:timers/promises';
import { type ServerAddresses, serverKinds, startServers } from '#libs/testing/servers';
import { type Cluster, startCluster } from '../../../cluster/start-cluster.ts';
import { informCount } from '../../acs-state.ts';
import { callIn } from '../../boot-storm/call-in.ts';
import { type GatewayCounts, gatewayCounts } from '../../boot-storm/gateway-counts.ts';
import { percentile } from '../../boot-storm/storm-curve.ts';
import type { StormCall } from '../../boot-storm/storm-fleet.ts';
import { cpuTimesUs } from '../../cpu-time.ts';
import { type RpcCounts, RpcTally } from '../../rpc-counts.ts';
import { FLEET, fleetProfile, NTP_SERVERS } from '../declared.ts';
import { Operator } from '../operator.ts';
import type { DesiredPlan } from '../plan.ts';
import { type ConvergeSecond, convergeCurve, reachedMs, type Sample } from './converge-curve.ts';
import { convergeFleet } from './converge-fleet.ts';
import { knownFleet } from './known-fleet.ts';
import type { ThinCpe } from './thin-cpe.ts';
import { watchAcs } from './watch-acs.ts';

/** A fleet after a publication that changes two values of each device; plain data. */
export interface ConvergeResult extends GatewayCounts {
  readonly cpes: number;
  readonly everyMs: number;
  readonly gateways: number;
  readonly provisioning: number;
  /** Devices that were as declared when the time was over. */
  readonly inSync: number;
  readonly limitMs: number;
  /** Until half, 99 % and all of them were; absent when they were not in time. */
  readonly halfMs?: number;
  readonly nearlyMs?: number;
  readonly allMs?: number;
  readonly seconds: readonly ConvergeSecond[];
  readonly mostLag: number;
  /** Per device, and sessions that were served. */
  readonly rpcs: RpcCounts;
  readonly sessionsEach: number;
  /** Of sessions that were served, in milliseconds. */
  readonly sessionP50Ms: number;
  readonly sessionP99Ms: number;
  /** CPU time of each role per device, in microseconds. */
  readonly cpuUs: Readonly<Record<string, number>>;
  /** Informs that were answered with 503. */
  readonly refused: number;
  /** There must be none: 503 without Retry-After, and any other 5xx. */
  readonly mute503: number;
  readonly other5xx: number;
  /** Attempts that came to nothing otherwise. */
  readonly failed: number;
}

const GATEWAYS = 2;
const PROVISIONING = 2;
const BEFORE = ['ntp1.example.net', 'ntp2.example.net'] as const;
const AFTER = ['ntp3.example.net', 'ntp4.example.net'] as const;
/** So many are asked whether they are settled before it begins. */
const TRIED = 50;
/** Another process learns of an epoch within this time, whatever becomes of the message. */
const EPOCH_TOLD_MS = 1_100;

/** Starts a cluster, makes a fleet known to it, and publishes something else for all of it. */
export async function measureConverge(
  plan: DesiredPlan['converge'],
  onStep: (what: string) => void,
): Promise<ConvergeResult> {
  onStep('starting Kafka, Redis and MongoDB');
  const started = await startServers(serverKinds);
  try {
    for (const [kind, error] of started.failures) throw new Error(`${kind} could not be started.`, { cause: error });
    const servers = inMuster(started.addresses as ServerAddresses);
    const cluster = await startCluster({
      servers,
      each: { 'cwmp-gateway': GATEWAYS, provisioning: PROVISIONING, api: 1 },
      env: { MUSTER_KAFKA_PARTITIONS: '24' },
    });
    try {
      return await onCluster(servers, cluster, plan, onStep);
    } finally {
      await cluster.stop();
    }
  } finally {
    await started.stop();
  }
}

function inMuster(servers: ServerAddresses): ServerAddresses {
  const mongo = new URL(servers.mongo);
  mongo.pathname = '/muster';
  return { ...servers, mongo: mongo.href };
}

async function onCluster(
  servers: ServerAddresses,
  cluster: Cluster,
  { cpes: count, withinMs: everyMs, limitMs }: DesiredPlan['converge'],
  onStep: (what: string) => void,
): Promise<ConvergeResult> {
  const { gateways, provisioning, apis } = cluster;
  const ports = gateways.map(({ cwmpPort }) => cwmpPort ?? 0);
  const operator = new Operator(apis[0]?.httpUrl ?? '');
  const provisioningUrl = provisioning[0]?.httpUrl ?? '';
  await operator.publish(FLEET, await operator.add(FLEET, fleetProfile(BEFORE)));
  onStep(`making ${count} devices known`);
  const cpes = await knownFleet({ servers, port: ports[0] ?? 0, cpes: count });
  await requireSettled(cluster, cpes.slice(0, TRIED), ports[0] ?? 0);
  const revision = await operator.add(FLEET, fleetProfile(AFTER));
  onStep('a publication, and the fleet calls in');
  await operator.publish(FLEET, revision);
  await delay(EPOCH_TOLD_MS);
  const pids = Object.fromEntries([...gateways, ...provisioning, ...apis].map(({ name, pid }) => [name, pid]));
  const cpuBefore = cpuTimesUs(pids);
  const onSample = ({ inSync, lag }: Sample) =>
    onStep(`${inSync} of ${count} devices are as declared, ${lag} events wait`);
  const [calls, samples] = await Promise.all([
    convergeFleet({ cpes, ports, everyMs, limitMs, isDone: isAsPublished }),
    watchAcs({ operator, revision: `${FLEET}@${revision}`, provisioningUrl, cpes: count, limitMs, onSample }),
  ]);
  const cpuAfter = cpuTimesUs(pids);
  const inSync = samples.at(-1)?.inSync ?? 0;
  return {
    cpes: count,
    everyMs,
    gateways: GATEWAYS,
    provisioning: PROVISIONING,
    inSync,
    limitMs,
    ...milestones(samples, count),
    seconds: convergeCurve(count, calls, samples),
    mostLag: Math.max(...samples.map(({ lag }) => lag)),
    rpcs: rpcsOf(cpes),
    ...summary(calls, count),
    cpuUs: perDevice(cpuBefore, cpuAfter, Math.max(1, inSync)),
    ...(await gatewayCounts(cluster)),
  };
}

function isAsPublished(cpe: ThinCpe): boolean {
  return cpe.wasReadBack && NTP_SERVERS.every((name, at) => cpe.tree.leaves.get(name)?.value === AFTER[at]);
}

async function requireSettled({ gateways }: Cluster, cpes: readonly ThinCpe[], port: number): Promise<void> {
  const url = gateways[0]?.httpUrl ?? '';
  const before = await informCount(url);
  await Promise.all(cpes.map((cpe) => callIn({ port, inform: cpe.inform(['2 PERIODIC']) })));
  const settled = (await informCount(url)).settled - before.settled;
  if (settled !== cpes.length) throw new Error(`Of ${cpes.length} devices only ${settled} are settled.`);
}

function milestones(samples: readonly Sample[], count: number) {
  const halfMs = reachedMs(samples, count * 0.5);
  const nearlyMs = reachedMs(samples, count * 0.99);
  const allMs = reachedMs(samples, count);
  return {
    ...(halfMs === undefined ? {} : { halfMs }),
    ...(nearlyMs === undefined ? {} : { nearlyMs }),
    ...(allMs === undefined ? {} : { allMs }),
  };
}

function rpcsOf(cpes: readonly ThinCpe[]): RpcCounts {
  const tally = new RpcTally();
  for (const { rpcs } of cpes) for (const method of rpcs) tally.add(method);
  return tally.per(cpes.length);
}

function summary(calls: readonly StormCall[], cpes: number) {
  const served = calls.filter(({ outcome }) => outcome === 'served');
  const took = served.map(({ beganMs, endedMs }) => endedMs - beganMs);
  const refused = calls.flatMap((call) => (call.outcome === 'refused' ? [call] : []));
  const wrong = calls.flatMap((call) => (call.outcome === 'wrong' ? [call] : []));
  const other5xx = wrong.filter(({ status }) => status >= 500).length;
  return {
    sessionsEach: served.length / cpes,
    sessionP50Ms: percentile(took, 0.5),
    sessionP99Ms: percentile(took, 0.99),
    refused: refused.length,
    mute503: refused.filter(({ retryAfterS }) => retryAfterS === undefined || !(retryAfterS >= 1)).length,
    other5xx,
    failed: calls.filter(({ outcome }) => outcome === 'failed').length + wrong.length - other5xx,
  };
}

/** Of all processes of a role together: their names end in a number. */
function perDevice(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  devices: number,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const [name, us] of Object.entries(after)) {
    const role = name.replace(/-\d+$/, '');
    sums[role] = (sums[role] ?? 0) + (us - (before[name] ?? 0)) / devices;
  }
  return sums;
}
