import { Cpe, loadModel, makeCpes, parameterCount } from '#libs/testing/cpe';
import { cpuTimeUs } from './cpu-time.ts';
import { periodicInform } from './periodic-inform.ts';
import type { RpcCounts } from './rpc-counts.ts';
import { runOnce } from './visit-fleet.ts';

export interface DiscoverOrder {
  readonly url: string;
  readonly pid: number;
  readonly count: number;
  /** The number of the first device, which makes its serial number. Default 1. */
  readonly first?: number;
  /** Of each device. */
  readonly parameters: number;
  /** Of every device. */
  readonly login?: { readonly username: string; readonly password: string };
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
  /** Per device, in its first session. */
  readonly rpcs: RpcCounts;
}

/** Known to be in the tree of even the smallest device: with them an Inform is about as large as those of real devices. */
const SMALLEST = 15;

/** Has new devices contact the ACS until it knows them. */
export async function discoverFleet(
  order: DiscoverOrder,
): Promise<{ readonly report: DiscoverReport; readonly cpes: readonly Cpe[] }> {
  const informAlso = parameterNames(SMALLEST);
  const cpes = makeCpes({
    count: order.count,
    model: 'tr181',
    parameters: order.parameters,
    ...(order.first !== undefined && { first: order.first }),
    each: () => ({ keepLedger: false, informAlso, ...(order.login && { factoryValues: loginValues(order.login) }) }),
  });
  const parameters = parameterCount(cpes[0]?.tree.model.tree);
  const before = { serverUs: cpuTimeUs(order.pid), load: process.cpuUsage() };
  const { seconds, rpcs } = await runOnce(cpes, order.url);
  const serverUs = (cpuTimeUs(order.pid) - before.serverUs) / order.count;
  const { user, system } = process.cpuUsage(before.load);
  const [first] = cpes;
  const report = {
    perS: order.count / seconds,
    serverUs,
    loadShare: (user + system) / 1e6 / seconds,
    parameters,
    informBytes: first === undefined ? 0 : Buffer.byteLength(periodicInform(first)),
    rpcs,
  };
  return { report, cpes };
}

function loginValues({ username, password }: NonNullable<DiscoverOrder['login']>): Readonly<Record<string, string>> {
  return { 'ManagementServer.Username': username, 'ManagementServer.Password': password };
}

function parameterNames(count: number): readonly string[] {
  const names: string[] = [];
  const { tree } = new Cpe({ model: loadModel('tr181', count) });
  tree.visit(tree.model.root, (name) => names.push(name));
  return names;
}
