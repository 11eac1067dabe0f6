import type { ServerNode } from '#libs/testing/servers';
import type { MortalCluster } from './mortal-cluster.ts';

/** Something that goes wrong, and what is done about it. */
export interface Fault {
  readonly name: string;
  /** Resolves when the harm is done. */
  strike(): Promise<void>;
  /** Begun at once, as an operator's supervisor would: service gets normal meanwhile, or after it. */
  restart?(): Promise<unknown>;
  /** Done when service is normal again, as it must get normal without it. */
  replace?(): Promise<unknown>;
}

/** The faults of the storm in their order; the first is none, for comparison. */
export function faultsOf(cluster: MortalCluster): readonly Fault[] {
  const { kafka, redis, mongo } = cluster.servers;
  const restarted = (name: string, nodes: readonly ServerNode[]): Fault => ({
    name: `${name} killed and restarted`,
    strike: () => each(nodes, (node) => node.kill()),
    restart: () => each(nodes, (node) => node.restart()),
  });
  const roleKilled = (name: string, role: 'cwmp-gateway' | 'provisioning'): Fault => ({
    name: `a ${name} killed`,
    strike: () => cluster.kill(role),
    replace: () => cluster.replace(role),
  });
  let killed: ServerNode | undefined;
  return [
    { name: 'none', strike: async () => undefined },
    roleKilled('provisioning process', 'provisioning'),
    roleKilled('gateway', 'cwmp-gateway'),
    restarted('Kafka', kafka.nodes),
    { name: 'Redis flushed', strike: () => redis.flush() },
    restarted('Redis', redis.nodes),
    { name: 'MongoDB primary steps down', strike: () => mongo.stepDown() },
    {
      name: 'MongoDB primary killed',
      async strike() {
        killed = mongo.nodes[await mongo.primary()];
        await killed?.kill();
      },
      replace: async () => killed?.restart(),
    },
    restarted('MongoDB, all three,', mongo.nodes),
  ];
}

async function each(nodes: readonly ServerNode[], act: (node: ServerNode) => Promise<void>): Promise<void> {
  await Promise.all(nodes.map(act));
}
