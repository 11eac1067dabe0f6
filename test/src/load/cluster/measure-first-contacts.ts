import { untilIdle } from '../acs-state.ts';
import { cpuTimesUs } from '../cpu-time.ts';
import type { RpcCounts } from '../rpc-counts.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { BenchCluster, OtherProcess } from './start-bench-cluster.ts';

export interface FirstContacts {
  readonly devices: number;
  /** Of each device, as they are. */
  readonly parameters: number;
  readonly perS: number;
  /** CPU time per device of each process, in microseconds, until all of it was worked in. */
  readonly cpuUs: Readonly<Record<OtherProcess | 'gateway', number>>;
  /** Of each device, in its first session. */
  readonly rpcs: RpcCounts;
  readonly loadShare: number;
  readonly informBytes: number;
}

/** New devices contact the ACS until it knows them. */
export async function measureFirstContacts(
  load: LoadGenerator,
  { gateway, provisioning, others }: BenchCluster,
  { fleet, first, count, parameters }: FirstContactOrder,
): Promise<FirstContacts> {
  const pids = { gateway: gateway.pid, ...others };
  const before = cpuTimesUs(pids);
  const url = `http://127.0.0.1:${gateway.cwmpPort}/`;
  const report = await load.discover({ fleet, url, pid: gateway.pid, first, count, parameters });
  await untilIdle(provisioning.httpUrl);
  const after = cpuTimesUs(pids);
  const cpuUs = Object.fromEntries(
    Object.entries(after).map(([name, us]) => [name, (us - (before[name] ?? 0)) / count]),
  );
  const { perS, rpcs, loadShare, informBytes } = report;
  return {
    devices: count,
    parameters: report.parameters,
    perS,
    cpuUs: cpuUs as FirstContacts['cpuUs'],
    rpcs,
    loadShare,
    informBytes,
  };
}

export interface FirstContactOrder {
  /** Name under which the load generator keeps the devices. */
  readonly fleet: string;
  /** Number of the first device, which makes its serial number. */
  readonly first: number;
  readonly count: number;
  readonly parameters: number;
}
