/** Where the simulated devices have what the scenarios look at. */
export interface Places {
  readonly root: string;
  readonly ssid: string;
  /** Of the same network: one for WPA2, and where there is WPA3, one for that. */
  readonly passphrases: readonly string[];
  readonly pppoeUser: string;
  readonly ntp: string;
  readonly portMappings: string;
  readonly parental: string;
  /** The times of a host, below its row. */
  readonly windows: string;
  readonly softwareVersion: string;
}

const WLAN = 'InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.';
const PPP = 'InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANPPPConnection.1.';

export const PLACES = {
  tr098: {
    root: 'InternetGatewayDevice.',
    ssid: `${WLAN}SSID`,
    passphrases: [`${WLAN}PreSharedKey.1.KeyPassphrase`],
    pppoeUser: `${PPP}Username`,
    ntp: 'InternetGatewayDevice.Time.NTPServer1',
    portMappings: `${PPP}PortMapping.`,
    parental: 'InternetGatewayDevice.X_00D09E_Parental.Host.',
    windows: 'Window.',
    softwareVersion: 'InternetGatewayDevice.DeviceInfo.SoftwareVersion',
  },
  tr181: {
    root: 'Device.',
    ssid: 'Device.WiFi.SSID.1.SSID',
    passphrases: [
      'Device.WiFi.AccessPoint.1.Security.KeyPassphrase',
      'Device.WiFi.AccessPoint.1.Security.SAEPassphrase',
    ],
    pppoeUser: 'Device.PPP.Interface.1.Username',
    ntp: 'Device.Time.NTPServer1',
    portMappings: 'Device.NAT.PortMapping.',
    parental: 'Device.Hosts.AccessControl.',
    windows: 'Schedule.',
    softwareVersion: 'Device.DeviceInfo.SoftwareVersion',
  },
} as const satisfies Readonly<Record<string, Places>>;

/** The simulated devices that every scenario is played with. */
export type PlayedModel = keyof typeof PLACES;
export const PLAYED_MODELS = Object.keys(PLACES) as readonly PlayedModel[];
