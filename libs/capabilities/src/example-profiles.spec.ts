import {
  checkProfile,
  type Desired,
  matches,
  type ProfileDocument,
  type ProfileRevision,
  ReportedTree,
  readProfile,
  resolveDesired,
  secretsNamed,
  selectableProfiles,
} from '#libs/domain';
import { MODEL_NAMES } from '#libs/testing/cpe';
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

function revisionOf(profile: string): ProfileRevision {
  const document = documentOf(profile);
  return { profile, number: 1, document, author: 'a', message: 'm', createdAt: '2026-01-01T00:00:00Z' };
}

/** The profile with the highest priority comes first. */
function desired(names: readonly string[], { device, tree }: SimulatedDevice): Desired {
  const revisions = names.map(revisionOf);
  const secrets = Object.fromEntries(secretsNamed(revisions).map((secret) => [secret, { version: 1 }]));
  return resolveDesired({ device, revisions, tree, secrets, catalog });
}

test.each(PROFILES)('%s is well-formed, and nothing in it contradicts the capabilities', (name) => {
  const read = readProfile(exampleProfile(name));
  expect(read.ok ? [] : read.problems).toEqual([]);
  expect(checkProfile(documentOf(name), { others: [], capabilities: catalog, models: () => [] })).toEqual([]);
});

const onEither = (['residential', 'branch-office', 'security-baseline'] as const).flatMap((profile) =>
  (['tr181', 'tr098'] as const).map((model) => [profile, model] as const),
);
const onHubs = (['iothub', 'iothub098'] as const).map((model) => ['iot-hub', model] as const);

test.each([...onEither, ...onHubs])('%s can be had on a simulated %s, all of it', (profile, model) => {
  const simulated = simulatedDevice(model, ATTRIBUTES);
  const wanted = desired([profile], simulated);
  expect(wanted.unmet).toEqual([]);
  expect(wanted.settings.length).toBeGreaterThan(4);
  expect(applyDesired(wanted, simulated.cpe)).toEqual([]);
});

test('the profile for hubs is for both of them, and for no other device', () => {
  const [profile] = selectableProfiles([revisionOf('iot-hub')]);
  const models = MODEL_NAMES.filter((name) => profile && matches(profile.selector, simulatedDevice(name).device));
  expect(models).toEqual(['iothub', 'iothub098']);
});

test.each([
  ['tr181', ['remoteAccess.telnet.enable']],
  [
    'tr098',
    [
      'remoteAccess.ssh.enable',
      'remoteAccess.ssh.passwordLogin',
      'remoteAccess.telnet.enable',
      'firewall.enable',
      'firewall.level',
    ],
  ],
] as const)(
  'of a %s device whose maker is not known, what the standard has not is told, and nothing else suffers',
  (model, unmet) => {
    const simulated = simulatedDevice(model, ATTRIBUTES);
    const identity = { ...simulated.device.identity, manufacturer: 'Somebody' };
    const wanted = desired(['security-baseline'], { ...simulated, device: { ...simulated.device, identity } });
    expect(wanted.unmet.map(({ subject }) => subject)).toEqual(unmet);
    expect(wanted.unmet.every(({ reason }) => reason === 'not_supported')).toBe(true);
    expect(applyDesired(wanted, simulated.cpe)).toEqual([]);
  },
);

test.each([
  ['None', 'WPA2-Personal'],
  ['WPA2-Personal', 'WPA2-Personal'],
  ['WPA3-Personal', 'WPA3-Personal'],
  ['WPA3-Personal-Transition', 'WPA3-Personal-Transition'],
])('under the security baseline a network with %s has %s, whatever a profile of a home says', (before, after) => {
  const simulated = simulatedDevice('tr181', ATTRIBUTES);
  const path = 'Device.WiFi.AccessPoint.1.Security.ModeEnabled';
  const parameters = [...simulated.tree].map((one) => (one.path === path ? { ...one, value: before } : one));
  const { settings } = desired(['security-baseline', 'residential'], {
    ...simulated,
    tree: new ReportedTree(parameters),
  });
  expect(settings.find((setting) => setting.path === path)).toMatchObject({
    value: { kind: 'plain', text: after },
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
