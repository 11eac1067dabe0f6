import { measureFirstContacts } from '../../cluster/measure-first-contacts.ts';
import type { BenchCluster } from '../../cluster/start-bench-cluster.ts';
import type { LoadGenerator } from '../../start-load.ts';
import { HOME, homeProfile } from '../declared.ts';
import type { Operator } from '../operator.ts';
import type { DesiredPlan } from '../plan.ts';
import type { DeclaredContacts } from './declared-contacts.ts';
import { profileContacts } from './profile-contacts.ts';

export interface ClusterContactsOrder {
  readonly load: LoadGenerator;
  readonly cluster: BenchCluster;
  readonly operator: Operator;
  /** Of provisioning. */
  readonly inspectorPort: number;
  readonly plan: DesiredPlan['firstContact'];
}

/** Name under which the load generator keeps the devices that were measured. */
export const DECLARED = 'declared';

/** Publishes a profile; new devices contact the ACS until it knows them and they are as declared. */
export async function clusterContacts(order: ClusterContactsOrder): Promise<DeclaredContacts> {
  const { load, cluster, operator, inspectorPort, plan } = order;
  const { parameters, warmUp, devices, profiled } = plan;
  await operator.publish(HOME, await operator.add(HOME, homeProfile({ channel: 6, ntp: 'ntp1.example.net' })));
  let first = 1;
  const contact = (fleet: string, count: number) => {
    const from = first;
    first += count;
    return measureFirstContacts(load, cluster, { fleet, first: from, count, parameters });
  };
  const inSync = () => operator.inSync(`${HOME}@1`);
  await contact('warm-up', warmUp);
  const before = await inSync();
  const report = await contact(DECLARED, devices);
  const after = await inSync();
  return {
    on: 'Kafka, Redis and MongoDB',
    devices,
    parameters: report.parameters,
    perS: report.perS,
    cpuUs: report.cpuUs,
    roles: ['gateway', 'provisioning'],
    rpcs: report.rpcs,
    inSync: after - before,
    profile: await profileContacts({
      pid: cluster.provisioning.pid,
      inspectorPort,
      devices: profiled,
      contact: () => contact('profiled', profiled),
    }),
  };
}
