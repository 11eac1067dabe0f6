import { setTimeout as delay } from 'node:timers/promises';
import type { ProfileDocument } from '#libs/domain';
import { MongoOperations } from '#libs/testing/servers';
import { untilIdle } from '../../acs-state.ts';
import { growKnownDevices } from '../../cluster/grow-known-devices.ts';
import type { BenchCluster, OtherProcess } from '../../cluster/start-bench-cluster.ts';
import { cpuTimesUs } from '../../cpu-time.ts';
import { pinnedTo } from '../../machine.ts';
import { measureRounds, type Rounds, type Target } from '../../measure-sessions.ts';
import { type RpcCounts, rpcsInAll } from '../../rpc-counts.ts';
import { BARE, startBare } from '../../start-bare.ts';
import type { LoadGenerator } from '../../start-load.ts';
import { HOME, homeProfile, nobodysProfile } from '../declared.ts';
import { DECLARED } from '../first-contact/cluster-contacts.ts';
import type { Operator } from '../operator.ts';
import type { DesiredPlan } from '../plan.ts';
import { type WriteCounts, writeCounts } from './write-counts.ts';

export interface PublishReport {
  readonly known: number;
  /** The devices that call in. */
  readonly calling: number;
  readonly publications: readonly Publication[];
  /** Settled sessions before the first publication, and when every device that calls was looked at after the last. */
  readonly before: Rounds;
  readonly after: Rounds;
}

export interface Publication {
  readonly what: string;
  /** How long the call took. */
  readonly ms: number;
  /** What MongoDB was asked to write meanwhile. */
  readonly writes: WriteCounts;
  /** The sessions after it, one by one of each device that calls, until it is settled again. */
  readonly visits: readonly PublicationVisit[];
}

/** One session of each device. */
export interface PublicationVisit {
  /** Of each process per session, in microseconds. */
  readonly cpuUs: Readonly<Record<OtherProcess | 'gateway', number>>;
  readonly rpcs: RpcCounts;
}

export interface PublishOrder {
  readonly load: LoadGenerator;
  readonly cluster: BenchCluster;
  readonly operator: Operator;
  readonly plan: DesiredPlan['publish'];
  /** Devices known by now, and those of them that call in. */
  readonly active: number;
  readonly calling: number;
  readonly onStep: (what: string) => void;
}

/** Another process learns of an epoch within this time, whatever becomes of the message. */
const EPOCH_TOLD_MS = 1_100;
/** Sessions after which a device must be settled again. */
const MOST_VISITS = 4;
const MUSTER = 'Muster';

/** Publishes over many known devices. */
export async function measurePublish(order: PublishOrder): Promise<PublishReport> {
  const { load, cluster, operator, plan, active, calling, onStep } = order;
  onStep(`${plan.known} known devices`);
  await visitUntilQuiet(order);
  await growKnownDevices(cluster.servers, { from: 0, to: plan.known - active });
  const bare = await startBare(pinnedTo('server'));
  try {
    const targets = [{ name: BARE, port: bare.port, pid: bare.pid, fleet: DECLARED }, targetOf(cluster)];
    const settled = () => measureRounds(load, targets, { ...plan, use: 'keepAlive' });
    onStep('settled sessions before a publication');
    const before = await settled();
    onStep('publications');
    const changed = await operator.add(HOME, homeProfile({ channel: 11, ntp: 'ntp9.example.net' }));
    const publications = [
      await publish(order, 'two other values for every device', HOME, changed),
      await publish(order, 'something for devices of which there is none', ...(await nobodys(operator))),
    ];
    onStep('settled sessions after it');
    return { known: plan.known, calling, publications, before, after: await settled() };
  } finally {
    bare.stop();
  }
}

async function nobodys(operator: Operator): Promise<readonly [string, number]> {
  const document: ProfileDocument = nobodysProfile();
  return ['nobody', await operator.add('nobody', document)];
}

async function publish(order: PublishOrder, what: string, profile: string, revision: number): Promise<Publication> {
  const { cluster, operator } = order;
  await untilIdle(cluster.provisioning.httpUrl);
  const watch = await MongoOperations.watch(cluster.servers.mongo);
  let ms: number;
  let writes: WriteCounts;
  try {
    await watch.take();
    ms = await operator.publish(profile, revision);
    await delay(EPOCH_TOLD_MS);
    writes = writeCounts(await watch.take());
  } finally {
    await watch.close();
  }
  return { what, ms, writes, visits: await visitUntilQuiet(order) };
}

/** Has all devices call in until none is asked for anything; then once more: then they are settled, or it throws later. */
async function visitUntilQuiet({ load, cluster, calling }: PublishOrder): Promise<readonly PublicationVisit[]> {
  const { gateway, provisioning, others } = cluster;
  const pids = { gateway: gateway.pid, ...others };
  const url = `http://127.0.0.1:${gateway.cwmpPort}/`;
  const visits: PublicationVisit[] = [];
  for (let n = 0; n < MOST_VISITS; n++) {
    const before = cpuTimesUs(pids);
    const { rpcs } = await load.visit({ fleet: DECLARED, url });
    await untilIdle(provisioning.httpUrl);
    const after = cpuTimesUs(pids);
    const cpuUs = Object.fromEntries(
      Object.entries(after).map(([name, us]) => [name, (us - (before[name] ?? 0)) / calling]),
    );
    visits.push({ cpuUs: cpuUs as PublicationVisit['cpuUs'], rpcs });
    if (rpcsInAll(rpcs) === 0) return visits;
  }
  throw new Error(`Devices are still asked for something after ${MOST_VISITS} sessions.`);
}

function targetOf({ gateway, provisioning, others }: BenchCluster): Target {
  return {
    name: MUSTER,
    port: gateway.cwmpPort ?? 0,
    pid: gateway.pid,
    others,
    fleet: DECLARED,
    httpUrl: gateway.httpUrl,
    lagUrl: provisioning.httpUrl,
  };
}
