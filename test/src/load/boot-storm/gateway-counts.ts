import type { Cluster } from '../../cluster/start-cluster.ts';

/** What gateways say of themselves. */
export interface GatewayCounts {
  /** Informs that were answered with 503, by reason. */
  readonly refusedFor: Readonly<Record<string, number>>;
  /** Sessions that ended before provisioning had decided. */
  readonly undecided: number;
}

/** The gateways' own counters, added up. */
export async function gatewayCounts({ gateways }: Pick<Cluster, 'gateways'>): Promise<GatewayCounts> {
  const refusedFor: Record<string, number> = {};
  let undecided = 0;
  for (const { httpUrl } of gateways) {
    const metrics = await (await fetch(`${httpUrl}/metrics`)).text();
    for (const [, reason = '', value] of metrics.matchAll(/^muster_gateway_refused_total\{reason="(\w+)"\} (\d+)/gm))
      refusedFor[reason] = (refusedFor[reason] ?? 0) + Number(value);
    undecided += Number(/^muster_decisions_late_total (\d+)/m.exec(metrics)?.[1]);
  }
  return { refusedFor, undecided };
}
