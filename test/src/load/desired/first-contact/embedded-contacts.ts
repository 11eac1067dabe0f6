import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PATIENT } from '../../../cluster/start-cluster.ts';
import { spawnAcs } from '../../../harness/spawn-acs.ts';
import { untilIdle } from '../../acs-state.ts';
import { cpuTimeUs } from '../../cpu-time.ts';
import { freePort, inspectorOptions } from '../../inspector.ts';
import { pinnedTo } from '../../machine.ts';
import type { LoadGenerator } from '../../start-load.ts';
import { HOME, homeProfile } from '../declared.ts';
import { Operator } from '../operator.ts';
import type { DesiredPlan } from '../plan.ts';
import type { DeclaredContacts } from './declared-contacts.ts';
import { profileContacts } from './profile-contacts.ts';

const ACS = 'the whole ACS';

/** On one core, in one process. */
export async function embeddedContacts(
  load: LoadGenerator,
  { parameters, warmUp, devices, profiled }: DesiredPlan['firstContact'],
): Promise<DeclaredContacts> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const inspectorPort = await freePort();
  const env = { ...PATIENT, NODE_OPTIONS: inspectorOptions(inspectorPort) };
  const acs = await spawnAcs(dataDir, env, pinnedTo('server'));
  try {
    const { cwmpUrl: url, httpUrl, pid } = acs;
    const operator = new Operator(httpUrl);
    await operator.publish(HOME, await operator.add(HOME, homeProfile({ channel: 6, ntp: 'ntp1.example.net' })));
    let first = 1;
    const contact = async (count: number) => {
      const report = await load.discover({ fleet: ACS, url, pid, first, count, parameters });
      first += count;
      await untilIdle(httpUrl);
      return report;
    };
    const inSync = () => operator.inSync(`${HOME}@1`);
    await contact(warmUp);
    const before = { us: cpuTimeUs(pid), inSync: await inSync() };
    const report = await contact(devices);
    const us = (cpuTimeUs(pid) - before.us) / devices;
    const after = await inSync();
    return {
      on: 'embedded adapters',
      devices,
      parameters: report.parameters,
      perS: report.perS,
      cpuUs: { [ACS]: us },
      roles: [ACS],
      rpcs: report.rpcs,
      inSync: after - before.inSync,
      profile: await profileContacts({ pid, inspectorPort, devices: profiled, contact: () => contact(profiled) }),
    };
  } finally {
    await acs.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}
