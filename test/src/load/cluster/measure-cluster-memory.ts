import { redisMemory } from '#libs/testing/servers';
import { informCount } from '../acs-state.ts';
import { freePort, Inspector, inspectorOptions } from '../inspector.ts';
import { pinnedTo } from '../machine.ts';
import { residentBytes } from '../resident-bytes.ts';
import { startBare } from '../start-bare.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { BenchCluster } from './start-bench-cluster.ts';

export interface ClusterMemory {
  readonly sessions: number;
  /** Heap of the gateway per open session, in bytes, when its CPE keeps no connection. */
  readonly heapPerSession: number;
  /** Memory of Redis per open session, in bytes. */
  readonly redisPerSession: number;
  readonly connections: number;
  /** Heap, and resident memory, of the gateway per open session whose CPE keeps its connection, in bytes. */
  readonly heapPerConnection: number;
  readonly residentPerConnection: number;
  /** Heap of the bare server per open connection, in bytes. */
  readonly bareHeapPerConnection: number;
}

const WARM_UP = 500;

/** Opens settled sessions at a gateway of its own and leaves them open; the devices must be known by now. */
export async function measureClusterMemory(
  load: LoadGenerator,
  cluster: BenchCluster,
  {
    openSessions: sessions,
    openConnections: connections,
  }: { readonly openSessions: number; readonly openConnections: number },
): Promise<ClusterMemory> {
  const inspectorPort = await freePort();
  const gateway = await cluster.addGateway({
    NODE_OPTIONS: inspectorOptions(inspectorPort),
    // No session may end before it was counted.
    MUSTER_CWMP_SESSION_TIMEOUT_MS: '3600000',
    MUSTER_SHUTDOWN_TIMEOUT_MS: '0',
  });
  const inspector = await Inspector.connect(inspectorPort);
  const port = gateway.cwmpPort ?? 0;
  let first = 0;
  // Devices that were not in use yet: a session that is superseded takes its device's mark along.
  const open = async (count: number, ownConnections = false) => {
    await load.open({ port, first, count, ownConnections });
    first += count;
    const heap = await inspector.heapUsed();
    return { heap, resident: residentBytes(gateway.pid), redis: await redisMemory(cluster.servers.redis) };
  };
  try {
    // What the first sessions compile and cache is not theirs.
    const before = await open(WARM_UP);
    const after = await open(sessions);
    const few = await open(WARM_UP, true);
    const many = await open(connections, true);
    const { unsettled } = await informCount(gateway.httpUrl);
    if (unsettled > 0) throw new Error(`${unsettled} sessions were not settled.`);
    return {
      sessions,
      heapPerSession: (after.heap - before.heap) / sessions,
      redisPerSession: (after.redis - before.redis) / sessions,
      connections,
      heapPerConnection: (many.heap - few.heap) / (connections - WARM_UP),
      residentPerConnection: (many.resident - few.resident) / (connections - WARM_UP),
      bareHeapPerConnection: await measureBare(load, connections),
    };
  } finally {
    inspector.close();
    await load.open({ port, count: 0 });
    await gateway.kill();
  }
}

async function measureBare(load: LoadGenerator, connections: number): Promise<number> {
  const inspectorPort = await freePort();
  const bare = await startBare(pinnedTo('server'), { NODE_OPTIONS: inspectorOptions(inspectorPort) });
  const inspector = await Inspector.connect(inspectorPort);
  const open = async (count: number) => {
    await load.open({ port: bare.port, count, ownConnections: true });
    return inspector.heapUsed();
  };
  const few = await open(WARM_UP);
  const many = await open(connections);
  inspector.close();
  await load.open({ port: bare.port, count: 0 });
  bare.stop();
  return (many - few) / (connections - WARM_UP);
}
