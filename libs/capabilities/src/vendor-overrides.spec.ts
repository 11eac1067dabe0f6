import { type Desired, deviceIdOf, type ProfileEntry, ReportedTree, resolveDesired } from '#libs/domain';
import { capabilityCatalog } from './capability-catalog.ts';

const ROOT = 'InternetGatewayDevice.';
const CONNECTION = 'WANDevice.1.WANConnectionDevice.';
const WLAN = 'LANDevice.1.WLANConfiguration.';

/** A TR-098 device of a manufacturer with these parameters, relative to the root. */
function desired(
  manufacturer: string,
  parameters: Readonly<Record<string, string>>,
  ...entries: ProfileEntry[]
): Desired {
  const identity = { manufacturer, oui: '00259E', productClass: 'X', serialNumber: 'S1' };
  const id = deviceIdOf(identity);
  if (id === undefined) throw new Error('no identity');
  const dataModel = { kind: 'tr098', root: ROOT } as const;
  const device = { id, identity, softwareVersion: '1', dataModel, attributes: {} };
  const tree = new ReportedTree(Object.entries(parameters).map(([path, value]) => ({ path: ROOT + path, value })));
  const document = { priority: 0, selector: {}, entries };
  const revision = { profile: 'p', number: 1, document, author: 'a', message: 'm', createdAt: '2026-01-01T00:00:00Z' };
  const catalog = capabilityCatalog();
  return resolveDesired({ device, revisions: [revision], tree, secrets: { wifi: { version: 1 } }, catalog });
}

function texts({ settings }: Desired): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settings.map(({ path, value }) => [path.slice(ROOT.length), value.kind === 'plain' ? value.text : value.kind]),
  );
}

const vlan = { capability: 'wan.vlan', value: 200 };

test('of the connections of a Huawei terminal the one for the Internet is meant', () => {
  const wanted = desired(
    'Huawei Technologies Co., Ltd',
    {
      [`${CONNECTION}1.WANIPConnection.1.Enable`]: '1',
      [`${CONNECTION}1.WANIPConnection.1.X_HW_SERVICELIST`]: 'TR069',
      [`${CONNECTION}1.WANIPConnection.1.X_HW_VLAN`]: '100',
      [`${CONNECTION}2.WANPPPConnection.1.Enable`]: '1',
      [`${CONNECTION}2.WANPPPConnection.1.X_HW_SERVICELIST`]: 'INTERNET',
      [`${CONNECTION}2.WANPPPConnection.1.X_HW_VLAN`]: '7',
      [`${CONNECTION}2.WANPPPConnection.1.Username`]: '',
      [`${CONNECTION}3.WANPPPConnection.1.Enable`]: '1',
      [`${CONNECTION}3.WANPPPConnection.1.X_HW_SERVICELIST`]: 'VOIP',
      [`${CONNECTION}3.WANPPPConnection.1.Username`]: '',
    },
    vlan,
    { capability: 'wan.pppoe.username', value: 'user17' },
  );
  expect(wanted.unmet).toEqual([]);
  expect(texts(wanted)).toEqual({
    [`${CONNECTION}2.WANPPPConnection.1.X_HW_VLAN`]: '200',
    [`${CONNECTION}2.WANPPPConnection.1.Username`]: 'user17',
  });
});

test('a Huawei terminal tells its bands, and its ways in', () => {
  const wanted = desired(
    'Huawei',
    {
      [`${WLAN}1.X_HW_RFBand`]: '2.4GHz',
      [`${WLAN}1.SSID`]: 'a',
      [`${WLAN}5.X_HW_RFBand`]: '5GHz',
      [`${WLAN}5.SSID`]: 'b',
      'X_HW_Security.AclServices.HTTPWanEnable': '1',
      'X_HW_Security.AclServices.TELNETWanEnable': '1',
      'X_HW_Security.UrlFilter.': '',
      'X_HW_Security.UrlFilterRight': '0',
    },
    { capability: 'wifi.5g.ssid', value: 'Home' },
    { capability: 'remoteAccess.web.enable', value: false },
    { capability: 'remoteAccess.telnet.enable', value: false },
    { capability: 'parental.siteFilter.enable', value: true },
    { capability: 'parental.blockedSites', value: 'bad.example, worse.example' },
  );
  expect(wanted.unmet).toEqual([]);
  expect(texts(wanted)).toEqual({
    [`${WLAN}5.SSID`]: 'Home',
    'X_HW_Security.AclServices.HTTPWanEnable': 'false',
    'X_HW_Security.AclServices.TELNETWanEnable': 'false',
    'X_HW_Security.UrlFilterRight': '1',
  });
  expect(wanted.tables.map(({ path, rows }) => [path, rows.length])).toEqual([[`${ROOT}X_HW_Security.UrlFilter.`, 2]]);
});

test('a ZTE terminal has its VLAN at the connection, and switches it on', () => {
  const wanted = desired(
    'ZTE',
    {
      [`${CONNECTION}1.WANPPPConnection.1.Enable`]: '1',
      [`${CONNECTION}1.WANPPPConnection.1.X_ZTE-COM_VLANID`]: '0',
      [`${CONNECTION}1.WANPPPConnection.1.X_ZTE-COM_VLANEnable`]: '0',
    },
    vlan,
  );
  expect(texts(wanted)).toEqual({
    [`${CONNECTION}1.WANPPPConnection.1.X_ZTE-COM_VLANID`]: '200',
    [`${CONNECTION}1.WANPPPConnection.1.X_ZTE-COM_VLANEnable`]: '1',
  });
});

test('a TP-Link router has a passphrase of its own, and its VLAN beside the connection', () => {
  const wanted = desired(
    'TP-Link',
    {
      [`${WLAN}1.X_TP_Band`]: '2.4GHz',
      [`${WLAN}1.X_TP_PreSharedKey`]: '',
      [`${WLAN}1.KeyPassphrase`]: '',
      [`${WLAN}1.X_TP_Bandwidth`]: 'Auto',
      [`${CONNECTION}1.WANIPConnection.1.Enable`]: '0',
      [`${CONNECTION}3.WANPPPConnection.1.Enable`]: '1',
      [`${CONNECTION}3.WANEthernetLinkConfig.X_TP_VID`]: '0',
    },
    vlan,
    { capability: 'wifi.2g.passphrase', value: '$' + '{secrets.wifi}' },
    { capability: 'wifi.2g.bandwidth', value: '20MHz' },
  );
  expect(wanted.unmet).toEqual([]);
  expect(texts(wanted)).toEqual({
    [`${CONNECTION}3.WANEthernetLinkConfig.X_TP_VID`]: '200',
    [`${WLAN}1.X_TP_PreSharedKey`]: 'secret',
    [`${WLAN}1.X_TP_Bandwidth`]: '20M',
  });
});

test('a simulated gateway has a tunnel in one row, where the standard of its successor has two', () => {
  const tunnel = { remote: 'vpn.example', remoteNet: '10.0.0.0', remoteMask: '255.0.0.0' };
  const wanted = desired(
    'Simulated Networks',
    { 'X_00D09E_VPN.IPsecEnable': '0', 'X_00D09E_VPN.IPsecTunnel.': '', 'X_00D09E_Firewall.Level': 'Basic' },
    { capability: 'vpn.ipsec.enable', value: true },
    { capability: 'vpn.ipsec.tunnels', rows: { headquarters: tunnel } },
    { capability: 'firewall.level', value: 'high' },
  );
  expect(wanted.unmet).toEqual([]);
  expect(texts(wanted)).toEqual({ 'X_00D09E_VPN.IPsecEnable': 'true', 'X_00D09E_Firewall.Level': 'Strict' });
  expect(wanted.tables.map(({ path, keys, rows }) => [path, keys, rows.length])).toEqual([
    [`${ROOT}X_00D09E_VPN.IPsecTunnel.`, ['LocalNetwork', 'LocalMask', 'RemoteNetwork', 'RemoteMask'], 1],
  ]);
});

test('without its manufacturer, a device has what the standard has', () => {
  const parameters = {
    [`${CONNECTION}1.WANPPPConnection.1.Enable`]: '1',
    [`${CONNECTION}1.WANPPPConnection.1.X_HW_VLAN`]: '1',
  };
  expect(desired('Somebody', parameters, vlan).unmet).toMatchObject([{ subject: 'wan.vlan', reason: 'not_supported' }]);
});
