import type { ProfileDocument } from '#libs/domain';

/** Names of the profiles the benchmark publishes. */
export const HOME = 'home';
export const FLEET = 'fleet';

const MAPPINGS = 'Device.NAT.PortMapping.';

/** Twenty values for a simulated TR-181 gateway: ten parameters, and two rows of five columns. */
export function homeProfile({ channel, ntp }: { readonly channel: number; readonly ntp: string }): ProfileDocument {
  const values: Readonly<Record<string, string | number | boolean>> = {
    'Device.DeviceInfo.ProvisioningCode': 'home.basic',
    'Device.ManagementServer.PeriodicInformInterval': 1_800,
    'Device.Time.NTPServer1': ntp,
    'Device.Time.NTPServer2': 'ntp2.example.net',
    'Device.Time.LocalTimeZone': 'CET-1CEST,M3.5.0,M10.5.0/3',
    'Device.WiFi.Radio.1.Channel': channel,
    'Device.WiFi.Radio.2.TransmitPower': 80,
    'Device.WiFi.SSID.1.SSID': 'home',
    'Device.WiFi.SSID.2.SSID': 'home guests',
    'Device.WiFi.SSID.3.SSID': 'home 5 GHz',
  };
  const mapping = (port: number, host: string) => ({
    ExternalPort: port,
    Protocol: 'TCP',
    InternalClient: host,
    InternalPort: port,
    Enable: true,
  });
  return {
    priority: 100,
    selector: { 'identity.productClass': 'SimGw181' },
    entries: [
      ...Object.entries(values).map(([path, value]) => ({ path, value })),
      {
        table: MAPPINGS,
        keys: ['ExternalPort', 'Protocol'],
        rows: { web: mapping(443, '192.168.1.10'), camera: mapping(8_554, '192.168.1.20') },
      },
    ],
  };
}

/** For devices of which there is none. */
export function nobodysProfile(): ProfileDocument {
  return {
    priority: 200,
    selector: { tags: 'nobody' },
    entries: [{ path: 'Device.Time.NTPServer3', value: 'ntp3.example.net' }],
  };
}

/** Two values for thin CPEs. */
export function fleetProfile(ntp: readonly [string, string]): ProfileDocument {
  return {
    priority: 100,
    selector: {},
    entries: ntp.map((value, at) => ({ path: NTP_SERVERS[at] ?? '', value })),
  };
}

export const NTP_SERVERS: readonly string[] = ['Device.Time.NTPServer1', 'Device.Time.NTPServer2'];

/** A draft for devices of every data model, by capabilities. */
export function draftForAll(): ProfileDocument {
  return {
    priority: 100,
    selector: {},
    entries: [
      { capability: 'time.ntp', value: 'ntp1.example.net,ntp2.example.net' },
      { capability: 'time.enable', value: true },
      { capability: 'managementServer.periodicInform.enable', value: true },
      { capability: 'managementServer.periodicInform.interval', value: 1_800 },
      { capability: 'wifi.2g.ssid', value: ownName('') },
      { capability: 'wifi.5g.ssid', value: ownName(' 5 GHz') },
      { capability: 'wifi.2g.channel', value: '6' },
    ],
  };
}

/** With a reference to the device. */
function ownName(end: string): string {
  return `home \${device.serialNumber}${end}`;
}
