import { PATIENT } from '../../cluster/start-cluster.ts';
import { startBenchCluster } from '../cluster/start-bench-cluster.ts';
import { freePort, inspectorOptions } from '../inspector.ts';
import type { LoadGenerator } from '../start-load.ts';
import { measureConverge } from './converge/measure-converge.ts';
import { measureDryRun } from './dry-run/measure-dry-run.ts';
import { clusterContacts } from './first-contact/cluster-contacts.ts';
import type { DeclaredContacts } from './first-contact/declared-contacts.ts';
import { embeddedContacts } from './first-contact/embedded-contacts.ts';
import { Operator } from './operator.ts';
import type { DesiredPart, DesiredPlan } from './plan.ts';
import { measurePublish } from './publish/measure-publish.ts';
import type { DesiredResults } from './results.ts';

export interface DesiredOrder {
  readonly load: LoadGenerator;
  readonly plan: DesiredPlan;
  readonly parts: ReadonlySet<DesiredPart>;
  readonly onStep: (what: string) => void;
  /** A part was measured: nothing of it is lost when a later one fails. */
  readonly onResults: (results: DesiredResults) => Promise<void>;
}

/** What starting and ending the servers and making the devices known take. */
const AROUND_MS = 60_000;
const SHORTEST_MS = 60_000;

/** Measures what was asked for, the servers of each part by themselves. */
export async function measureDesired(order: DesiredOrder): Promise<void> {
  const { plan, parts, onStep, onResults } = order;
  const beganMs = performance.now();
  if (parts.has('dry-run')) {
    onStep('a dry run');
    await onResults({ dryRun: await measureDryRun(inTime(order, plan.dryRun, plan.wholeMs), onStep) });
  }
  if (parts.has('first-contact') || parts.has('publish')) await measureOnBenchCluster(order);
  if (parts.has('converge')) {
    onStep('a fleet that converges');
    const leftMs = plan.wholeMs - (performance.now() - beganMs);
    await onResults({ converge: await measureConverge(inTime(order, plan.converge, leftMs), onStep) });
  }
}

/** A part that is measured alone has all the time, others no more than is left. */
function inTime<T extends { readonly limitMs: number }>({ parts }: DesiredOrder, plan: T, leftMs: number): T {
  const wantedMs = parts.size === 1 ? Number.POSITIVE_INFINITY : plan.limitMs;
  return { ...plan, limitMs: Math.min(wantedMs, Math.max(SHORTEST_MS, leftMs - AROUND_MS)) };
}

/** The devices that are declared at their first contact are those that call in when something else is published. */
async function measureOnBenchCluster({ load, plan, parts, onStep, onResults }: DesiredOrder): Promise<void> {
  const contacts = plan.firstContact;
  const embedded: DeclaredContacts[] = [];
  if (parts.has('first-contact')) {
    onStep(`first contact of ${contacts.devices} declared devices, embedded`);
    embedded.push(await embeddedContacts(load, contacts));
  }
  onStep('starting Kafka, Redis, MongoDB, provisioning, a gateway and the API');
  const inspectorPort = await freePort();
  const cluster = await startBenchCluster({
    withApi: true,
    // What a contact costs is asked, not who is turned away.
    env: PATIENT,
    provisioningEnv: { NODE_OPTIONS: inspectorOptions(inspectorPort) },
  });
  try {
    const operator = new Operator(cluster.api?.httpUrl ?? '');
    onStep(`first contact of ${contacts.devices} declared devices, on the cluster`);
    const onCluster = await clusterContacts({ load, cluster, operator, inspectorPort, plan: contacts });
    if (parts.has('first-contact')) await onResults({ firstContacts: [onCluster, ...embedded] });
    if (!parts.has('publish')) return;
    const { warmUp, devices: calling, profiled } = contacts;
    const active = warmUp + calling + profiled;
    await onResults({
      publish: await measurePublish({ load, cluster, operator, plan: plan.publish, active, calling, onStep }),
    });
  } finally {
    await cluster.stop();
  }
}
