import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cpe, ModelName } from '#libs/testing/cpe';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import type { PlayedModel } from './places.ts';
import { idOf, Play } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** The example profiles, with the kind of device each is made for. */
const EXAMPLES: Readonly<Record<string, (model: PlayedModel) => ModelName>> = {
  residential: (model) => model,
  'branch-office': (model) => model,
  'iot-hub': (model) => HUBS[model],
  'security-baseline': (model) => model,
};
const HUBS = { tr181: 'iothub', tr098: 'iothub098' } as const satisfies Readonly<Record<PlayedModel, ModelName>>;

/** What of the security baseline no standard has: a maker adds it, or the device lacks it. */
const ADDED_BY_MAKERS: Readonly<Record<PlayedModel, readonly string[]>> = {
  tr181: ['remoteAccess.telnet.enable'],
  tr098: [
    'firewall.enable',
    'firewall.level',
    'remoteAccess.ssh.enable',
    'remoteAccess.ssh.passwordLogin',
    'remoteAccess.telnet.enable',
  ],
};

const ATTRIBUTES = { pppoeUser: 'user17', extension: '4711' };
const SECRETS = {
  admin: 'secret-admin',
  connectionRequest: 'secret-request',
  corpWifi: 'secret-corp-wifi',
  guestWifi: 'secret-guests',
  lanConfig: 'secret-lan',
  mqttBroker: 'secret-broker',
  mqttCloud: 'secret-cloud',
  pppoe: 'secret-pppoe',
  sip: 'secret-sip',
  wifi: 'secret-wifi',
};

/** A profile as it stands in `test/fixtures/profiles`, but for whom it is for. */
function publishExample(play: Play, name: string): Promise<number> {
  const file = path.join(PROJECT_ROOT, `test/fixtures/profiles/${name}.json`);
  const { selector: _, entries, ...more } = JSON.parse(readFileSync(file, 'utf8'));
  return play.publish(entries, more);
}

/** Each example holds on each data model, all of it; what a device does not have is told. */
export const exampleProfiles: Scenario = (stage, model) => {
  test.each(Object.entries(EXAMPLES))('%s holds, all of it', async (name, deviceFor) => {
    const play = new Play(stage(), `example-${name}`, deviceFor(model));
    await publishExample(play, name);
    const cpe = await play.expected({ attributes: ATTRIBUTES, secrets: SECRETS });
    await play.sessions(cpe);
    expect((await play.standing(cpe, 'InSync')).findings).toEqual([]);
    expect(refused(cpe)).toEqual([]);
    // And stays so.
    expect(await play.sessions(cpe)).toEqual([]);
    await checkReport(stage(), play.profile, idOf(cpe), []);
  });

  test('what a device does not have is told, by name, and the rest of the profile holds', async () => {
    const play = new Play(stage(), 'example-lacking', model);
    await publishExample(play, 'security-baseline');
    const identity = { manufacturer: 'Standard Networks' };
    const cpe = await play.expected({ attributes: ATTRIBUTES, secrets: SECRETS }, { identity });
    await play.sessions(cpe);
    const { findings } = await play.standing(cpe, 'Degraded');
    const lacking = ADDED_BY_MAKERS[model];
    expect(findings.map(({ subject }) => subject).toSorted()).toEqual(lacking);
    expect(findings.filter(({ reason }) => reason !== 'NotSupported')).toEqual([]);
    // Nothing is tried on a device that does not have it.
    expect(refused(cpe)).toEqual([]);
    expect(await play.sessions(cpe)).toEqual([]);
    await checkReport(stage(), play.profile, idOf(cpe), lacking);
  });
};

function refused(cpe: Cpe): readonly string[] {
  return cpe.ledger.rpcs.filter(({ faultCode }) => faultCode > 0).map(({ method }) => method);
}

/** Who must show that a profile holds gets a line for each thing that does not. */
async function checkReport({ api }: Stage, profile: string, deviceId: string, lacking: readonly string[]) {
  const table = await api.text('GET', `/compliance.csv?profile=${profile}`);
  const [, ...lines] = table.trim().split('\r\n');
  expect(lines).toHaveLength(lacking.length);
  for (const subject of lacking) {
    expect(lines.filter((line) => line.startsWith(deviceId) && line.includes(`,${subject},Degraded,`))).toHaveLength(1);
  }
  expect(Object.values(SECRETS).filter((secret) => table.includes(secret))).toEqual([]);
}
