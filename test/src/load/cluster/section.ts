import type { Saved } from '../saved-results.ts';
import { FINDINGS } from './findings.ts';
import { clusterReport } from './report.ts';
import type { ClusterResults } from './results.ts';

/** The part of docs/benchmarks.md about the ACS on Kafka, Redis and MongoDB. */
export function clusterSection({ on, machine, results }: Saved<ClusterResults>): string {
  return [
    '## On Kafka, Redis and MongoDB',
    'Repeat it with `npm run bench -- --cluster` (ten minutes; with `-- --cluster --quick` two).',
    `\
- One gateway has core 0 for itself, in turn with the bare server. All else is on core 1: provisioning, one Kafka broker
  (96 partitions), one Redis, one MongoDB and the load generator. So core 1 is what limits the rates and stretches the
  waits; **CPU per session is the figure to compare**, of each process from \`/proc\`, user and system time of all threads.
- CPU per session is higher at a low rate: fewer sessions share a request to Kafka, a system call, a turn of the event
  loop. The tables at full load and at 70 % show both.
- An Inform has ${results.informBytes} bytes of XML; 64 sessions run at once, each CPE has one at a time. A session is two round trips
  to Redis, one event and no MongoDB operation: \`test/src/cluster/settled-session.spec.ts\` counts them. MongoDB's share is
  what it does when nobody asks.
- Presence is written in batches: the gateway tells Redis once a second who called, provisioning writes the time of the
  last Inform into a device's document at most once in ten minutes. The fleets here are small, so hardly any of it falls
  into a window; a fleet that calls in every half hour costs one such update, in a batch of up to 500, for each session.
- Known devices: those that call, and others whose documents, settled marks and presence were filled in (without the
  parameters they reported). “With many known devices” is compared with the bare server of its own rounds.
- First contact: bootstrap, discovery of all names and values; nothing is set yet. CPU in µs per device, until provisioning
  is done with its events; “roles” are gateway and provisioning.
- Memory: heap after a full garbage collection; settled sessions that got their InformResponse and say no more.`,
    `${on}, ${machine}.`,
    clusterReport(results),
    FINDINGS,
  ].join('\n\n');
}
