import { Cpe, Fleet, loadModel, makeCpes, parameterCount, STANDARD_STYLE, writeEnvelope } from '#libs/testing/cpe';
import { cpuTimeUs } from './cpu-time.ts';

export interface DiscoverOrder {
  readonly url: string;
  readonly pid: number;
  readonly count: number;
  /** The number of the first device, which makes its serial number. Default 1. */
  readonly first?: number;
  /** Of each device. */
  readonly parameters: number;
}

export interface DiscoverReport {
  readonly perS: number;
  /** CPU time of the server per first contact, in microseconds. */
  readonly serverUs: number;
  readonly loadShare: number;
  /** Parameters of each device, as they are. */
  readonly parameters: number;
  /** Size of a periodic Inform. */
  readonly informBytes: number;
}

/** Known to be in the tree of even the smallest device: with them an Inform is about as large as those of real devices. */
const SMALLEST = 15;
const CONCURRENCY = 32;

/** Has new devices contact the ACS until it knows them, and makes the Inform that each sends periodically from then on. */
export async function discoverFleet(
  order: DiscoverOrder,
): Promise<{ readonly report: DiscoverReport; readonly informs: readonly string[] }> {
  const informAlso = parameterNames(SMALLEST);
  const cpes = makeCpes({
    count: order.count,
    model: 'tr181',
    parameters: order.parameters,
    ...(order.first !== undefined && { first: order.first }),
    each: () => ({ keepLedger: false, informAlso }),
  });
  const fleet = new Fleet(cpes, { once: true, concurrency: CONCURRENCY, session: { url: order.url, checks: false } });
  const before = { serverUs: cpuTimeUs(order.pid), load: process.cpuUsage(), ms: performance.now() };
  fleet.start();
  await fleet.finished;
  const seconds = (performance.now() - before.ms) / 1_000;
  const serverUs = (cpuTimeUs(order.pid) - before.serverUs) / order.count;
  const { user, system } = process.cpuUsage(before.load);
  const { failures } = fleet.stats;
  if (failures > 0) throw new Error(`${failures} first contacts failed.`);
  const informs = cpes.map(periodicInform);
  const report = {
    perS: order.count / seconds,
    serverUs,
    loadShare: (user + system) / 1e6 / seconds,
    parameters: parameterCount(cpes[0]?.tree.model.tree),
    informBytes: Buffer.byteLength(informs[0] ?? ''),
  };
  return { report, informs };
}

function periodicInform(cpe: Cpe): string {
  cpe.periodic();
  const { inform } = cpe.beginSession();
  return writeEnvelope({ message: inform }, 'cpe-0', STANDARD_STYLE);
}

function parameterNames(count: number): readonly string[] {
  const names: string[] = [];
  const { tree } = new Cpe({ model: loadModel('tr181', count) });
  tree.visit(tree.model.root, (name) => names.push(name));
  return names;
}
