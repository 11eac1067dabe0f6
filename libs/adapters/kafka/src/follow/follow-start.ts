import type { KafkaCluster } from '../cluster/kafka-cluster.ts';

/**
 * The places from which on everything is new to someone who began to follow at `sinceMs`, when this process had seen the
 * acknowledgement of `acknowledged` (last offset, by partition).
 *
 * The ends of the partitions alone are too late: while they are asked for, events are published. So the first record
 * from `sinceMs` on counts where there is one; what was acknowledged here before is left out to the record. Of events
 * published elsewhere within the difference between two clocks, some may be taken for older or newer than they are.
 */
export async function followStart(
  cluster: KafkaCluster,
  topic: string,
  sinceMs: number,
  acknowledged: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, number>> {
  const ends = await cluster.offsets(topic, { fromBeginning: false });
  const young = await cluster.offsets(topic, { fromTimestamp: sinceMs });
  return new Map(
    ends.map((end, partition) => {
      const first = young[partition] ?? -1;
      const start = first < 0 ? end : Math.min(end, first);
      return [partition, Math.max(start, (acknowledged.get(partition) ?? -1) + 1)];
    }),
  );
}
