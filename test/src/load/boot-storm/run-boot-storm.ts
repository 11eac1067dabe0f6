import {
  cloneDocuments,
  freshMongoDatabase,
  freshTopicPrefix,
  inDatabase,
  type ServerAddresses,
} from '#libs/testing/servers';
import { startCluster } from '../../cluster/start-cluster.ts';
import { SmallCpe } from '../../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../../harness/scripted-cpe/small-cpe-session.ts';
import { gatewayCounts } from './gateway-counts.ts';
import { percentile, type StormSecond, stormCurve } from './storm-curve.ts';
import { runStorm, type StormCall } from './storm-fleet.ts';

export interface BootStormOrder {
  readonly cpes: number;
  /** All of them boot within this time. */
  readonly withinMs: number;
  /** Processes of each of the two roles. */
  readonly gateways: number;
  readonly provisioning: number;
  /** Settings of the gateways. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (what: string) => void;
}

/** What a boot storm did to a cluster; plain data. */
export interface BootStormResult {
  readonly cpes: number;
  readonly withinMs: number;
  readonly gateways: number;
  readonly provisioning: number;
  readonly seconds: readonly StormSecond[];
  /** Until the last CPE was served. */
  readonly servedWithinMs: number;
  /** Sessions per second while CPEs were refused: what the cluster can take. */
  readonly capacityPerS: number;
  readonly refused: number;
  /** 503s without Retry-After, and answers to POSTs in a session other than the standard allows: there must be none. */
  readonly mute503: number;
  readonly brokenOff: number;
  readonly failed: number;
  /** Of the answers to Informs that were let in, and of whole sessions, in milliseconds. */
  readonly inform: Quantiles;
  readonly session: Quantiles;
  /** Of the 503s. */
  readonly refusal: Quantiles;
  /** Most attempts that one CPE needed. */
  readonly mostAttempts: number;
  /** What the gateways say themselves, by reason. */
  readonly refusedFor: Readonly<Record<string, number>>;
  /** Sessions that ended before provisioning had decided. */
  readonly undecided: number;
}

export interface Quantiles {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

const TEMPLATE = 'STORMTEMPLATE';

/** Known CPEs boot at the same time at a cluster on the given servers, in a database and topics of its own. */
export async function runBootStorm(servers: ServerAddresses, order: BootStormOrder): Promise<BootStormResult> {
  const mongo = inDatabase(servers.mongo, freshMongoDatabase());
  const { gateways, provisioning, settings = {}, onProgress } = order;
  const cluster = await startCluster({
    servers: { ...servers, mongo },
    each: { 'cwmp-gateway': gateways, provisioning },
    env: { MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(), MUSTER_KAFKA_PARTITIONS: '24' },
    envOf: (app) => (app === 'cwmp-gateway' ? settings : {}),
  });
  try {
    const ports = cluster.gateways.map(({ cwmpPort }) => cwmpPort ?? 0);
    const serials = Array.from({ length: order.cpes }, (_, n) => `STORM${String(n).padStart(6, '0')}`);
    onProgress?.(`making ${order.cpes} devices known`);
    await discoverTemplate(ports[0] ?? 0);
    // The copies' events are in other partitions: none of theirs was handled yet.
    await cloneDocuments(mongo, { original: TEMPLATE, copies: serials, set: { 'lastInform.position': -1 } });
    onProgress?.('the storm');
    const calls = await runStorm({
      serials,
      ports,
      withinMs: order.withinMs,
      onSecond: (waiting) => onProgress?.(`${waiting} CPEs are not served yet`),
    });
    const { cpes, withinMs } = order;
    return { cpes, withinMs, gateways, provisioning, ...summary(calls), ...(await gatewayCounts(cluster)) };
  } finally {
    await cluster.stop();
  }
}

function summary(calls: readonly StormCall[]) {
  const of = <O extends StormCall['outcome']>(outcome: O) =>
    calls.filter((call): call is Extract<StormCall, { outcome: O }> => call.outcome === outcome);
  const served = of('served');
  const refused = of('refused');
  const wrong = of('wrong');
  const seconds = stormCurve(calls);
  const busy = seconds.filter((second) => second.refused > 0);
  const attempts = Map.groupBy(calls, ({ cpe }) => cpe);
  return {
    seconds,
    servedWithinMs: percentile(
      served.map(({ endedMs }) => endedMs),
      1,
    ),
    capacityPerS: busy.reduce((sum, { completed }) => sum + completed, 0) / Math.max(1, busy.length),
    refused: refused.length,
    mute503: refused.filter(({ retryAfterS }) => retryAfterS === undefined || !(retryAfterS >= 1)).length,
    brokenOff: wrong.filter(({ inSession }) => inSession).length,
    failed: of('failed').length + wrong.filter(({ inSession }) => !inSession).length,
    inform: quantiles(served.map(({ informMs }) => informMs)),
    session: quantiles(served.map(took)),
    refusal: quantiles(refused.map(took)),
    mostAttempts: [...attempts.values()].reduce((most, { length }) => Math.max(most, length), 0),
  };
}

function took({ beganMs, endedMs }: StormCall): number {
  return endedMs - beganMs;
}

function quantiles(values: readonly number[]): Quantiles {
  return { p50Ms: percentile(values, 0.5), p99Ms: percentile(values, 0.99), mostMs: percentile(values, 1) };
}

/** One CPE has its first contact for real; the others are copies of what the ACS then knows. */
async function discoverTemplate(port: number): Promise<void> {
  const cpe = new SmallCpe(() => `http://127.0.0.1:${port}/`, TEMPLATE);
  await runSession(cpe);
  cpe.events = [['1 BOOT']];
  const exchanges = await runSession(cpe);
  if (exchanges.length > 0) throw new Error('A device that was just discovered is asked for more.');
}
