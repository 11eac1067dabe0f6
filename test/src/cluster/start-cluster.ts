import type { ServerAddresses } from '#libs/testing/servers';
import { type LogEntry, type RoleApp, type RoleProcess, startRole } from './role-process.ts';

/** The ACS on Kafka, Redis and MongoDB, some processes of each role. */
export interface Cluster {
  readonly gateways: readonly RoleProcess[];
  readonly provisioning: readonly RoleProcess[];
  readonly apis: readonly RoleProcess[];
  /** Only where they are named. */
  readonly firmware: readonly RoleProcess[];
  /** One more process of a role. */
  add(app: RoleApp): Promise<RoleProcess>;
  /** Puts the clocks of all its processes forward, and of those that are added. */
  putForward(ms: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly servers: ServerAddresses;
  /** Processes of each role but firmware, or of the roles that are named and of no other. Default 2. */
  readonly each?: number | Readonly<Partial<Record<RoleApp, number>>>;
  /** For all processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** For the nth process of a role. */
  readonly envOf?: (app: RoleApp, n: number) => Readonly<Record<string, string>>;
  readonly onEntry?: (name: string, entry: LogEntry) => void;
  /** Its clocks can be put forward. Default: they are the machine's. */
  readonly ownClocks?: boolean;
}

/** Of a gateway that turns nobody away and waits for everybody, however slow the machine: for specs of something else. */
export const PATIENT = {
  MUSTER_CWMP_SESSION_TIMEOUT_MS: '10m',
  MUSTER_GATEWAY_DECISION_WAIT_MS: '60s',
  MUSTER_GATEWAY_OPENING_TARGET_MS: '10m',
  MUSTER_GATEWAY_MAX_OPENING: '100000',
} as const;

const ON_LOOPBACK = {
  MUSTER_CWMP_HOST: '127.0.0.1',
  MUSTER_CWMP_PORT: '0',
  MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN: '0',
} as const;

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { servers, each = 2, env = {}, envOf, onEntry, ownClocks = false } = options;
  const counts = new Map<RoleApp, number>();
  const all: RoleProcess[] = [];
  let aheadMs = 0;
  const add = async (app: RoleApp) => {
    const n = (counts.get(app) ?? 0) + 1;
    counts.set(app, n);
    const role = await startRole({
      app,
      name: `${app}-${n}`,
      env: { ...addressesOf(servers), ...(app === 'cwmp-gateway' ? ON_LOOPBACK : {}), ...env, ...envOf?.(app, n) },
      ...(onEntry ? { onEntry } : {}),
      ...(ownClocks ? { aheadMs } : {}),
    });
    all.push(role);
    return role;
  };
  const some = async (app: RoleApp): Promise<RoleProcess[]> => {
    const unnamed = app === 'firmware' ? 0 : each;
    const wanted = typeof each === 'number' ? Number(unnamed) : (each[app] ?? 0);
    if (wanted === 0) return [];
    // The first makes topics and indexes; the others find them.
    const first = await add(app);
    return [first, ...(await Promise.all(Array.from({ length: wanted - 1 }, () => add(app))))];
  };
  const putForward = async (ms: number) => {
    aheadMs += ms;
    await Promise.all(all.map((role) => role.putForward(ms)));
  };
  const stop = async () => {
    await Promise.all(all.map((role) => role.terminate()));
  };
  try {
    const provisioning = await some('provisioning');
    const [gateways, firmware, apis] = await Promise.all([some('cwmp-gateway'), some('firmware'), some('api')]);
    return { gateways, provisioning, firmware, apis, add, putForward, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressesOf({ kafka, redis, mongo }: ServerAddresses): Readonly<Record<string, string>> {
  return { MUSTER_KAFKA_BROKERS: kafka.join(','), MUSTER_REDIS_URL: redis, MUSTER_MONGO_URL: mongo };
}
