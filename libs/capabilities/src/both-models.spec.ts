import { resolveDesired } from '#libs/domain';
import { capabilityCatalog } from './capability-catalog.ts';
import { simulatedDevice } from './testing/simulated-device.ts';

type Model = 'tr181' | 'tr098';

/** What a profile for a home, a branch or a hub must be able to say of any gateway. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  'Wi-Fi of each band': ['2g', '5g'].flatMap((band) =>
    ['enable', 'ssid', 'passphrase', 'security', 'channel', 'bandwidth', 'transmitPower', 'hideSsid'].map(
      (name) => `wifi.${band}.${name}`,
    ),
  ),
  'guests of each band': ['2g', '5g'].flatMap((band) =>
    ['enable', 'ssid', 'passphrase', 'security', 'isolation'].map((name) => `wifi.${band}.guest.${name}`),
  ),
  'Wi-Fi of 6 GHz': ['enable', 'ssid', 'passphrase', 'security', 'channel'].map((name) => `wifi.6g.${name}`),
  'the kind of connection: PPPoE, DHCP or static': ['wan.type', 'wan.dns', 'wan.mtu'],
  PPPoE: ['wan.pppoe.enable', 'wan.pppoe.username', 'wan.pppoe.password', 'wan.pppoe.serviceName'],
  'a static address': ['wan.static.ip', 'wan.static.mask', 'wan.static.gateway'],
  VLAN: ['wan.vlan'],
  LAN: ['lan.ip', 'lan.mask'],
  'DHCP server': ['enable', 'range', 'leaseTime', 'gateway', 'dns', 'domain', 'staticLeases'].map(
    (name) => `lan.dhcp.${name}`,
  ),
  'DNS relay': ['dns.relay.enable', 'dns.relay.servers'],
  NTP: ['time.enable', 'time.ntp', 'time.timezone'],
  'management server': [
    'managementServer.url',
    'managementServer.username',
    'managementServer.password',
    'managementServer.periodicInform.enable',
    'managementServer.periodicInform.interval',
    'managementServer.periodicInform.time',
    'managementServer.connectionRequest.username',
    'managementServer.connectionRequest.password',
  ],
  users: ['user.accounts', 'user.admin.password', 'user.admin.enable', 'user.lanConfigPassword'],
  'remote access by web': ['remoteAccess.web.enable', 'remoteAccess.web.port', 'remoteAccess.web.protocol'],
  'remote access by shell': ['remoteAccess.ssh.enable', 'remoteAccess.telnet.enable'],
  firewall: ['firewall.enable', 'firewall.level', 'firewall.rules'],
  'port mappings': ['nat.enable', 'nat.portMappings'],
  'parental control': ['parental.hosts', 'parental.siteFilter.enable', 'parental.blockedSites'],
  'QoS classes and queues': ['qos.classes', 'qos.queues'],
  'a limit of what is sent': ['qos.upstreamRate'],
  'QoS as a whole': ['qos.enable'],
  'shapers with their bursts': ['qos.shapers'],
  VPN: ['vpn.ipsec.enable', 'vpn.ipsec.tunnels', 'vpn.gre', 'vpn.l2tp'],
  VoIP: ['voip.registrar', 'voip.proxy', 'voip.domain', 'voip.codec', 'voip.lines'].concat(
    ['1', '2'].flatMap((line) =>
      ['enable', 'number', 'username', 'password'].map((name) => `voip.line.${line}.${name}`),
    ),
  ),
  'what is behind a hub': ['iot.embeddedDevices', 'iot.virtualDevices'],
  'how a hub reaches it': ['iot.zigbee.enable', 'iot.mqtt.brokers', 'iot.mqtt.clients', 'iot.things'],
};

/** What a standard has no parameter for: there a maker's own are mapped, or the device says that it can't. */
const LACKING: Readonly<Record<Model, readonly (readonly [name: RegExp, why: string])[]>> = {
  tr181: [
    [/^remoteAccess\.telnet\.enable$/, 'it has SSH alone'],
    [/^parental\.(?:siteFilter\.enable|blockedSites)$/, 'it filters packets, not names'],
    [/^qos\.enable$/, 'each class, queue and shaper has its own switch'],
    [/^iot\.things$/, 'what is no CWMP device is in a model of its own'],
  ],
  tr098: [
    [/^wifi\.6g\./, 'the band is younger'],
    [/^wifi\..*\.(?:bandwidth|isolation)$/, 'widths of channels and isolation are younger'],
    [/^wan\.vlan$/, 'VLANs of the WAN came with TR-181'],
    [/^dns\.relay\./, 'the relay has no object'],
    [/^remoteAccess\.(?:ssh|telnet)\.enable$/, 'only the pages have a remote access'],
    [/^firewall\./, 'the firewall came with TR-181'],
    [/^parental\./, 'access of hosts came with TR-181'],
    [/^qos\.shapers$/, 'a connection has a rate and no rows of shapers'],
    [/^vpn\./, 'tunnels came with TR-181'],
    [/^iot\.(?:zigbee|mqtt|things)/, 'hubs came with TR-181'],
  ],
};

const catalog = capabilityCatalog();

function isMapped(name: string, model: Model): boolean {
  return (catalog.find(name)?.models[model] ?? []).length > 0;
}

const MODELS = ['tr181', 'tr098'] as const;

test.each(Object.entries(PROMISED).flatMap(([area, names]) => MODELS.map((model) => [area, model, names] as const)))(
  '%s can be had on %s, but for what the standard lacks',
  (_, model, names) => {
    const lacking = names.filter((name) => LACKING[model].some(([pattern]) => pattern.test(name)));
    expect(names.filter((name) => !isMapped(name, model))).toEqual(lacking);
  },
);

test.each(MODELS)('what %s is said to lack was promised', (model) => {
  const names = Object.values(PROMISED).flat();
  expect(LACKING[model].filter(([pattern]) => !names.some((name) => pattern.test(name)))).toEqual([]);
});

test('whatever a standard lacks is known of some maker, but for what only newer devices have', () => {
  const { overrides } = catalog.parts;
  const nowhere = MODELS.map((model) =>
    Object.values(PROMISED)
      .flat()
      .filter(
        (name) => !isMapped(name, model) && !overrides.some(({ capabilities }) => capabilities[name]?.[model]?.length),
      ),
  );
  expect(nowhere).toEqual([
    ['qos.enable'],
    [
      ...['wifi.6g.enable', 'wifi.6g.ssid', 'wifi.6g.passphrase', 'wifi.6g.security', 'wifi.6g.channel'],
      ...['dns.relay.enable', 'dns.relay.servers', 'qos.shapers', 'vpn.l2tp'],
    ],
  ]);
});

test('a connection is of any kind, and a host has its hours', () => {
  expect(catalog.find('wan.type')).toMatchObject({ enum: expect.arrayContaining(['pppoe', 'dhcp', 'static']) });
  const windows = { fields: { days: {}, start: {}, duration: {} } };
  expect(catalog.find('parental.hosts')).toMatchObject({ tables: { windows } });
  const mappings = MODELS.map((model) => catalog.for(simulatedDevice(model).device).tableMappings('parental.hosts'));
  for (const [mapping] of mappings) expect(mapping?.rows.some(({ tables }) => tables?.windows)).toBe(true);
});

test.each<[Model, object]>([
  ['tr181', { settings: [], tables: [{ path: 'Device.QoS.Shaper.', keys: ['Interface'] }] }],
  ['tr098', { settings: [{ value: { kind: 'plain', text: '5000000' } }], tables: [] }],
])('one entry says how fast a %s may send, and the row is the same for any rate', (model, expected) => {
  const [slow, fast] = [5_000_000, 40_000_000].map((value) => {
    const document = { priority: 0, selector: {}, entries: [{ capability: 'qos.upstreamRate', value }] };
    const revision = {
      profile: 'p',
      number: 1,
      document,
      author: 'a',
      message: 'm',
      createdAt: '2026-01-01T00:00:00Z',
    };
    const { device, tree } = simulatedDevice(model);
    return resolveDesired({ device, revisions: [revision], tree, secrets: {}, catalog });
  });
  expect(slow).toMatchObject({ unmet: [], ...expected });
  const names = [slow, fast].map((wanted) => wanted?.tables.flatMap(({ rows }) => rows.map(({ name }) => name)));
  expect(names[0]).toEqual(names[1]);
});
