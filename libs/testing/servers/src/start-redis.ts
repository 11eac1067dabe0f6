import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { installRedis, type RedisInstallation } from './install/install-redis.ts';
import { runCommand } from './install/run-command.ts';
import { freePorts } from './process/free-ports.ts';
import { createServerFolder } from './process/server-folder.ts';
import { discard, type ServerGroup, startTogether } from './process/server-group.ts';
import { ServerNode } from './process/server-node.ts';
import { until } from './process/until.ts';

const CLUSTER_SIZE = 6;
const NODE_TIMEOUT_MS = 5_000;

export interface RedisOptions {
  /** Keeps the data over `kill` and `restart`: what was acknowledged is in the append-only file. */
  readonly appendOnly?: boolean;
  /** Redis Cluster: three masters with one replica each, failing over after five seconds of silence. */
  readonly cluster?: boolean;
}

export interface RedisServers extends ServerGroup {
  /** `redis://` address of the server; in a cluster, of its first node. */
  readonly url: string;
  /** The address of each of `nodes`, in their order. */
  readonly urls: readonly string[];
  /** FLUSHALL of every node that lives: all that was kept is gone. */
  flush(): Promise<void>;
}

/** Starts a real Redis, or a Redis Cluster of six, on 127.0.0.1 and waits until it serves. */
export async function startRedis({ appendOnly = false, cluster = false }: RedisOptions = {}): Promise<RedisServers> {
  const installation = await installRedis();
  const folder = await createServerFolder('redis');
  const ports = await freePorts(cluster ? 2 * CLUSTER_SIZE : 1);
  const [serving, buses] = cluster ? [ports.slice(0, CLUSTER_SIZE), ports.slice(CLUSTER_SIZE)] : [ports, []];
  const nodes = await startTogether(serving, (port) => {
    const busPort = buses[serving.indexOf(port)];
    return startNode(installation, folder, port, [
      ...['--appendonly', appendOnly ? 'yes' : 'no'],
      ...(busPort === undefined ? [] : clusterOptions(busPort)),
    ]);
  });
  const stop = (): Promise<void> => discard(nodes, folder);
  try {
    if (cluster) await formCluster(installation, serving);
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = serving.map((port) => `redis://127.0.0.1:${port}`);
  const flush = async (): Promise<void> => {
    const living = serving.filter((_, index) => nodes[index]?.pid !== undefined);
    await Promise.all(living.map((port) => ask(installation, port, 'FLUSHALL')));
  };
  return { url: urls[0] ?? '', urls, nodes, stop, flush };
}

async function startNode(
  installation: RedisInstallation,
  parent: string,
  port: number,
  options: readonly string[],
): Promise<ServerNode> {
  const folder = path.join(parent, String(port));
  await mkdir(folder);
  const listen = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  return ServerNode.start({
    name: `redis-${port}`,
    command: [...installation.server, ...listen, '--save', '', ...options],
    folder,
    // While it reads its data back it answers LOADING.
    isReady: async () => (await ask(installation, port, 'PING')).includes('PONG'),
  });
}

function clusterOptions(busPort: number): readonly string[] {
  const timeout = ['--cluster-node-timeout', String(NODE_TIMEOUT_MS)];
  // By default a master waits five seconds for more replicas before it sends its data to the first.
  const quickCopy = ['--repl-diskless-sync-delay', '0'];
  return ['--cluster-enabled', 'yes', '--cluster-port', String(busPort), ...timeout, ...quickCopy];
}

async function formCluster(installation: RedisInstallation, ports: readonly number[]): Promise<void> {
  const addresses = ports.map((port) => `127.0.0.1:${port}`);
  const options = ['--cluster-replicas', '1', '--cluster-yes'];
  await runCommand('env', [...installation.cli, '--cluster', 'create', ...addresses, ...options]);
  // A replica that has not copied its master yet could not take over from it.
  await until('every node of the Redis Cluster is in place', async () => {
    const reports = await Promise.all(ports.map((port) => inPlace(installation, port)));
    return reports.every(Boolean);
  });
}

async function inPlace(installation: RedisInstallation, port: number): Promise<boolean> {
  const [cluster, replication] = await Promise.all([
    ask(installation, port, 'CLUSTER', 'INFO'),
    ask(installation, port, 'INFO', 'replication'),
  ]);
  const linked = replication.includes('role:master') || replication.includes('master_link_status:up');
  return cluster.includes('cluster_state:ok') && linked;
}

async function ask(installation: RedisInstallation, port: number, ...command: string[]): Promise<string> {
  return runCommand('env', [...installation.cli, '-p', String(port), ...command]);
}
