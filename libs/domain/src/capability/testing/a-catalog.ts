import { aTree } from '../../desired/testing/a-desired.ts';
import type { Device } from '../../device/device.ts';
import { effectiveEntries } from '../../profile/effective-entries.ts';
import type { EffectiveEntry } from '../../profile/effective-entry.ts';
import type { ProfileEntry, ProfileRevision } from '../../profile/profile.ts';
import type { CapabilityCatalog } from '../catalog.ts';
import type { GroupFile, NamedFile, OverrideFile, UniqueKeysFile } from '../catalog-files.ts';
import { RowLocator } from '../locate-rows.ts';
import { readCatalog } from '../read-catalog.ts';
import type { Resolving } from '../resolving.ts';

const HOME: GroupFile = {
  group: { name: 'home', title: 'Home', summary: 'A little of everything.' },
  capabilities: {
    'time.enable': {
      kind: 'value',
      summary: 'Whether the clock is set by NTP.',
      type: 'boolean',
      models: { tr181: [{ set: [{ path: 'Time.Enable' }] }], tr098: [{ set: [{ path: 'Time.Enable' }] }] },
    },
    'time.servers': {
      kind: 'value',
      summary: 'NTP servers.',
      type: 'string',
      format: 'host',
      list: true,
      models: {
        tr181: [
          {
            set: [
              { path: 'Time.Enable', constant: true },
              { path: 'Time.NTPServer1', part: 0 },
              { path: 'Time.NTPServer2', part: 1, optional: true },
            ],
          },
        ],
      },
    },
    'wifi.ssid': {
      kind: 'value',
      summary: 'Name of the network.',
      type: 'string',
      maxLength: 32,
      models: { tr181: [{ set: [{ path: '{wifi.ssid}.SSID' }] }] },
    },
    'wifi.channel': {
      kind: 'value',
      summary: 'Channel of the radio.',
      type: 'unsignedInt',
      min: 1,
      models: {
        tr181: [{ set: [{ path: '{wifi.radio}.Channel', supportedIn: '{wifi.radio}.PossibleChannels' }] }],
      },
    },
    'wifi.security': {
      kind: 'value',
      summary: 'How the network is locked.',
      type: 'string',
      enum: ['none', 'wpa2'],
      models: {
        tr181: [{ set: [{ path: '{wifi.ap}.Security.ModeEnabled', map: { none: 'None', wpa2: 'WPA2-Personal' } }] }],
      },
    },
    'wifi.passphrase': {
      kind: 'value',
      summary: 'Key of the network.',
      type: 'string',
      secret: true,
      models: { tr181: [{ set: [{ path: '{wifi.ap}.Security.PreSharedKey' }] }] },
    },
    'dns.servers': {
      kind: 'value',
      summary: 'Servers that are asked.',
      type: 'string',
      format: 'ip',
      list: true,
      models: {
        tr181: [
          {
            rows: {
              table: 'DNS.Client.Server.',
              keys: ['DNSServer'],
              values: { DNSServer: {}, Enable: { constant: true } },
            },
          },
        ],
      },
    },
    'nat.portMappings': {
      kind: 'table',
      summary: 'Ports that are open to the outside.',
      fields: {
        port: { summary: 'Outside.', type: 'unsignedInt', min: 1, max: 65_535, required: true },
        protocol: { summary: 'Protocol.', type: 'string', enum: ['tcp', 'udp'], default: 'tcp' },
        host: { summary: 'Inside.', type: 'string', format: 'ip', required: true },
        note: { summary: 'For people.', type: 'string' },
      },
      models: {
        tr181: [
          {
            rows: [
              {
                table: 'NAT.PortMapping.',
                keys: ['ExternalPort', 'Protocol'],
                values: {
                  ExternalPort: { field: 'port' },
                  Protocol: { field: 'protocol', map: { tcp: 'TCP', udp: 'UDP' } },
                  InternalClient: { field: 'host' },
                  Description: { field: 'note' },
                  Enable: { constant: true },
                },
              },
            ],
          },
        ],
        tr098: [],
      },
    },
    'wifi.guests': {
      kind: 'table',
      summary: 'Networks of their own.',
      fields: {
        ssid: { summary: 'Name.', type: 'string', required: true },
        passphrase: { summary: 'Key.', type: 'string', secret: true, required: true },
      },
      models: {
        tr181: [
          {
            rows: [
              {
                table: 'WiFi.SSID.',
                keys: ['SSID'],
                values: { SSID: { field: 'ssid' }, LowerLayers: { constant: '{wifi.radio}' } },
              },
              {
                table: 'WiFi.AccessPoint.',
                keys: ['SSIDReference'],
                values: {
                  SSIDReference: { constant: '{row:WiFi.SSID.}' },
                  'Security.PreSharedKey': { field: 'passphrase' },
                },
              },
            ],
          },
        ],
      },
    },
    'parental.rules': {
      kind: 'table',
      summary: 'When a host is let out.',
      fields: { mac: { summary: 'Of the host.', type: 'string', format: 'mac', required: true } },
      tables: {
        times: {
          fields: { from: { summary: 'From.', type: 'string', format: 'timeOfDay', required: true } },
        },
      },
      models: {
        tr181: [
          {
            rows: [
              {
                table: 'Hosts.AccessControl.',
                keys: ['PhysAddress'],
                values: { PhysAddress: { field: 'mac' } },
                tables: {
                  times: { table: 'Schedule.', keys: ['StartTime'], values: { StartTime: { field: 'from' } } },
                },
              },
            ],
          },
        ],
      },
    },
  },
  locators: {
    tr181: {
      'wifi.radio': [{ table: 'WiFi.Radio.', where: { OperatingFrequencyBand: { is: ['2.4GHz'] } } }],
      'wifi.ssid': [{ table: 'WiFi.SSID.', where: { LowerLayers: { pointsTo: 'wifi.radio' } }, nth: 1 }],
      'wifi.ap': [{ table: 'WiFi.AccessPoint.', where: { SSIDReference: { pointsTo: 'wifi.ssid' } } }],
    },
  },
};

const ACME: OverrideFile = {
  title: 'Acme routers',
  match: { manufacturer: '^Acme' },
  capabilities: { 'time.enable': { tr181: [{ set: [{ path: 'Time.X_ACME_On' }] }] } },
};

const UNIQUE_KEYS: UniqueKeysFile = {
  'Device.NAT.PortMapping.': ['RemoteHost', 'ExternalPort', 'Protocol'],
  'Device.Hosts.AccessControl.{i}.Schedule.': ['StartTime'],
};

/** A catalog as small as it can be with one of each kind of mapping in it. */
export const CATALOG_FILES = [
  { name: 'home.json', json: HOME },
  { name: 'overrides/acme.json', json: ACME },
  { name: 'unique-keys.json', json: UNIQUE_KEYS },
] as const satisfies readonly NamedFile[];

export function aCatalog(): CapabilityCatalog {
  const read = readCatalog(CATALOG_FILES);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.catalog;
}

/** What a device with all of it reports. */
export const TR181_VALUES = {
  'Device.Time.Enable': 'false',
  'Device.Time.NTPServer1': '',
  'Device.Time.NTPServer2': '',
  'Device.WiFi.Radio.1.OperatingFrequencyBand': '5GHz',
  'Device.WiFi.Radio.2.OperatingFrequencyBand': '2.4GHz',
  'Device.WiFi.Radio.2.Channel': '6',
  'Device.WiFi.Radio.2.PossibleChannels': '1-13',
  'Device.WiFi.SSID.1.SSID': 'five',
  'Device.WiFi.SSID.1.LowerLayers': 'Device.WiFi.Radio.1',
  'Device.WiFi.SSID.3.SSID': 'two',
  'Device.WiFi.SSID.3.LowerLayers': 'Device.WiFi.Radio.2.',
  'Device.WiFi.AccessPoint.7.SSIDReference': 'Device.WiFi.SSID.3',
  'Device.WiFi.AccessPoint.7.Security.ModeEnabled': 'None',
  'Device.WiFi.AccessPoint.7.Security.PreSharedKey': '',
  'Device.DNS.Client.Server.': '',
  'Device.NAT.PortMapping.': '',
  'Device.Hosts.AccessControl.': '',
} as const;

export function aDevice(
  change: Partial<Device['identity']> = {},
): Pick<Device, 'id' | 'identity' | 'softwareVersion' | 'dataModel' | 'attributes'> {
  const identity = { manufacturer: 'Example', oui: '00005E', productClass: 'Box', serialNumber: '1', ...change };
  return {
    id: '00005E-Box-1' as Device['id'],
    identity,
    softwareVersion: '1.0',
    dataModel: { kind: 'tr181', root: 'Device.' },
    attributes: { ssid: 'Home' },
  };
}

export function aRevision(
  profile: string,
  entries: readonly ProfileEntry[],
  change: Partial<ProfileRevision['document']> = {},
  number = 1,
): ProfileRevision {
  const document = { priority: 100, selector: {}, entries, ...change };
  return { profile, number, document, author: 'a', message: '', createdAt: '2026-01-01T00:00:00.000Z' };
}

/** What entries are resolved with on a device that reports the values. */
export function aResolving(
  values: Readonly<Record<string, string>> = TR181_VALUES,
  types: Parameters<typeof aTree>[1] = {},
): Resolving {
  const device = aDevice();
  const catalog = aCatalog().for(device);
  const tree = aTree(values, types);
  const data = { device, attributes: device.attributes, secrets: { wifi: { version: 3 } } };
  return { catalog, device, data, tree, locator: new RowLocator(catalog, tree, device.dataModel.root) };
}

/** What one entry comes to when it is alone. */
export function effective(entry: ProfileEntry): EffectiveEntry {
  const [only] = effectiveEntries([aRevision('p', [entry])]).entries;
  if (only === undefined) throw new Error('It comes to nothing.');
  return only;
}
