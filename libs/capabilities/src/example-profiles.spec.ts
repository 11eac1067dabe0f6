import {
  checkProfile,
  type Desired,
  type ProfileDocument,
  readProfile,
  resolveDesired,
  secretsNamed,
} from '#libs/domain';
import type { ModelName } from '#libs/testing/cpe';
import { capabilityCatalog } from './capability-catalog.ts';
import { applyDesired } from './testing/apply-desired.ts';
import { exampleProfile } from './testing/example-profile.ts';
import { type SimulatedDevice, simulatedDevice } from './testing/simulated-device.ts';

const catalog = capabilityCatalog();
const ATTRIBUTES = { pppoeUser: 'user17', extension: '4711' };
const PROFILES = ['residential', 'branch-office', 'iot-hub', 'security-baseline'] as const;

function documentOf(name: string): ProfileDocument {
  const read = readProfile(exampleProfile(name));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.document;
}

/** The profile with the highest priority comes first. */
function desired(names: readonly string[], { device, tree }: SimulatedDevice): Desired {
  const revisions = names.map((profile) => ({
    profile,
    number: 1,
    document: documentOf(profile),
    author: 'a',
    message: 'm',
    createdAt: '2026-01-01T00:00:00Z',
  }));
  const secrets = Object.fromEntries(secretsNamed(revisions).map((secret) => [secret, { version: 1 }]));
  return resolveDesired({ device, revisions, tree, secrets, catalog });
}

test.each(PROFILES)('%s is well-formed, and nothing in it contradicts the capabilities', (name) => {
  const read = readProfile(exampleProfile(name));
  expect(read.ok ? [] : read.problems).toEqual([]);
  expect(checkProfile(documentOf(name), { others: [], capabilities: catalog, models: () => [] })).toEqual([]);
});

/** What a device does not have is told, and nothing else of the profile suffers from it. */
const cases: readonly (readonly [profile: string, model: ModelName, unmet: readonly string[]])[] = [
  ['residential', 'tr181', []],
  ['residential', 'tr098', ['wifi.5g.bandwidth', 'wifi.2g.guest.isolation', 'vpn.ipsec.enable']],
  ['branch-office', 'tr181', []],
  [
    'branch-office',
    'tr098',
    [
      'vpn.ipsec.enable',
      'vpn.ipsec.tunnels',
      'vpn.gre',
      'logging.remote.server',
      'logging.remote.protocol',
      'logging.remote.enable',
    ],
  ],
  ['iot-hub', 'iothub', []],
  ['security-baseline', 'tr181', ['remoteAccess.telnet.enable']],
  [
    'security-baseline',
    'tr098',
    [
      'remoteAccess.ssh.enable',
      'remoteAccess.ssh.passwordLogin',
      'remoteAccess.telnet.enable',
      'firewall.enable',
      'firewall.level',
    ],
  ],
];

test.each(cases)('%s can be had on a simulated %s, but for what it does not have', (profile, model, unmet) => {
  const simulated = simulatedDevice(model, ATTRIBUTES);
  const wanted = desired([profile], simulated);
  expect(wanted.unmet.map(({ subject }) => subject)).toEqual(unmet);
  expect(wanted.unmet.every(({ reason }) => reason === 'not_supported')).toBe(true);
  expect(wanted.settings.length).toBeGreaterThan(4);
  expect(applyDesired(wanted, simulated.cpe)).toEqual([]);
});

test('the security baseline wins over a profile of a home', () => {
  const simulated = simulatedDevice('tr181', { ...ATTRIBUTES, wifiSecurity: 'wpa2wpa3' });
  const { settings } = desired(['security-baseline', 'residential'], simulated);
  const mode = settings.find(({ path }) => path === 'Device.WiFi.AccessPoint.1.Security.ModeEnabled');
  expect(mode).toMatchObject({
    value: { kind: 'plain', text: 'WPA3-Personal-Transition' },
    source: { profile: 'security-baseline' },
  });
});

test('no secret of a profile is text before it is sent', () => {
  const { settings } = desired(['residential'], simulatedDevice('tr098', ATTRIBUTES));
  const secret = settings.filter(({ value }) => value.kind === 'secret');
  expect(secret.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.Password',
      'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.PreSharedKey.1.KeyPassphrase',
    ]),
  );
  expect(secret.every(({ writeOnly }) => writeOnly)).toBe(true);
});
