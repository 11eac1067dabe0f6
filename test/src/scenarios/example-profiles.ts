import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import type { PlayedModel } from './places.ts';
import { idOf, Play } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** What a device does not have, of what a profile wants; each is of the standard, or of the maker's own. */
type Lacking = Readonly<Record<string, string>>;

const NO_REMOTE_LOG = 'TR-098 has no remote log';
const NO_IPSEC = 'TR-098 has no IPsec';
const NO_SSH = 'TR-098 has no SSH server';
const NO_FIREWALL = 'the simulated TR-098 device has no firewall';
const NO_TELNET = 'no simulated device has a telnet server';
const NO_HEARTBEAT = 'TR-098 has no heartbeats';
const NO_HUB = 'it is no hub of other devices';

/** What only a hub has. */
const OF_A_HUB: Lacking = {
  'iot.zigbee.enable': NO_HUB,
  'iot.mqtt.brokers': NO_HUB,
  'iot.mqtt.clients': NO_HUB,
  'iot.embeddedDevices': NO_HUB,
  'Device.X_00D09E_Things.Thing.1.Name': NO_HUB,
  'Device.X_00D09E_Things.Thing.1.Level': NO_HUB,
};

/** The profile, of whom it can't have all, and why. */
const LACKING: Readonly<Record<string, Readonly<Record<PlayedModel, Lacking>>>> = {
  residential: {
    tr181: {},
    tr098: {
      'wifi.5g.bandwidth': 'the simulated TR-098 device has no bandwidth of its radio',
      'wifi.2g.guest.isolation': 'TR-098 does not isolate guests from each other',
      'vpn.ipsec.enable': NO_IPSEC,
    },
  },
  'branch-office': {
    tr181: {},
    tr098: {
      'vpn.ipsec.enable': NO_IPSEC,
      'vpn.ipsec.tunnels': NO_IPSEC,
      'vpn.gre': 'TR-098 has no GRE',
      'logging.remote.server': NO_REMOTE_LOG,
      'logging.remote.protocol': NO_REMOTE_LOG,
      'logging.remote.enable': NO_REMOTE_LOG,
    },
  },
  'iot-hub': {
    tr181: OF_A_HUB,
    tr098: {
      ...OF_A_HUB,
      'managementServer.heartbeat.enable': NO_HEARTBEAT,
      'managementServer.heartbeat.interval': NO_HEARTBEAT,
      'logging.remote.server': NO_REMOTE_LOG,
      'logging.remote.enable': NO_REMOTE_LOG,
    },
  },
  'security-baseline': {
    tr181: { 'remoteAccess.telnet.enable': NO_TELNET },
    tr098: {
      'remoteAccess.ssh.enable': NO_SSH,
      'remoteAccess.ssh.passwordLogin': NO_SSH,
      'remoteAccess.telnet.enable': NO_TELNET,
      'firewall.enable': NO_FIREWALL,
      'firewall.level': NO_FIREWALL,
    },
  },
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

/** Every example on every device: what it has is as declared, and what it does not have is told. */
export const exampleProfiles: Scenario = (stage, model) => {
  test.each(Object.entries(LACKING))('%s holds, but for what the device does not have', async (name, lackingBy) => {
    const lacking = Object.keys(lackingBy[model]);
    const play = new Play(stage(), `example-${name}`, model);
    await publishExample(play, name);
    const cpe = await play.expected({ attributes: ATTRIBUTES, secrets: SECRETS });
    await play.sessions(cpe);
    const { findings } = await play.standing(cpe, lacking.length === 0 ? 'InSync' : 'Degraded');
    expect(findings.map(({ subject }) => subject).toSorted()).toEqual(lacking.toSorted());
    expect(findings.filter(({ reason }) => reason !== 'NotSupported')).toEqual([]);
    // A path of a vendor's own is asked for; nothing is tried on a device that does not have it.
    const refused = cpe.ledger.rpcs.filter(({ faultCode }) => faultCode > 0).map(({ method }) => method);
    expect(refused.filter((method) => method !== 'GetParameterValues')).toEqual([]);
    // And stays so.
    expect(await play.sessions(cpe)).toEqual([]);
    if (name === 'security-baseline') await checkReport(stage(), play.profile, idOf(cpe), lacking);
  });
};

/** Who must show that the baseline holds gets a line for each thing that does not. */
async function checkReport({ api }: Stage, profile: string, deviceId: string, lacking: readonly string[]) {
  const table = await api.text('GET', `/compliance.csv?profile=${profile}`);
  const [, ...lines] = table.trim().split('\r\n');
  expect(lines).toHaveLength(lacking.length);
  for (const subject of lacking) {
    expect(lines.filter((line) => line.startsWith(deviceId) && line.includes(`,${subject},Degraded,`))).toHaveLength(1);
  }
  expect(Object.values(SECRETS).filter((secret) => table.includes(secret))).toEqual([]);
}

/** The one device that the hub's profile is made for. */
export function playHub(stage: () => Stage): void {
  test('a hub of other devices is as the example profile for hubs wants it', async () => {
    const play = new Play(stage(), 'example-hub', 'iothub');
    await publishExample(play, 'iot-hub');
    const cpe = await play.expected({ secrets: SECRETS });
    await play.sessions(cpe);
    await play.standing(cpe, 'InSync');
    expect(await play.sessions(cpe)).toEqual([]);
  });
}
