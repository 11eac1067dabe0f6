import type { NamedFile } from '#libs/domain';
import ddns from './data/ddns.json' with { type: 'json' };
import device from './data/device.json' with { type: 'json' };
import dns from './data/dns.json' with { type: 'json' };
import firewall from './data/firewall.json' with { type: 'json' };
import iot from './data/iot.json' with { type: 'json' };
import ipv6 from './data/ipv6.json' with { type: 'json' };
import lan from './data/lan.json' with { type: 'json' };
import logging from './data/logging.json' with { type: 'json' };
import managementServer from './data/management-server.json' with { type: 'json' };
import nat from './data/nat.json' with { type: 'json' };
import huawei from './data/overrides/huawei.json' with { type: 'json' };
import simulatedNetworks from './data/overrides/simulated-networks.json' with { type: 'json' };
import tpLink from './data/overrides/tp-link.json' with { type: 'json' };
import zte from './data/overrides/zte.json' with { type: 'json' };
import parental from './data/parental.json' with { type: 'json' };
import qos from './data/qos.json' with { type: 'json' };
import remoteAccess from './data/remote-access.json' with { type: 'json' };
import routing from './data/routing.json' with { type: 'json' };
import time from './data/time.json' with { type: 'json' };
import uniqueKeys from './data/unique-keys.json' with { type: 'json' };
import upnp from './data/upnp.json' with { type: 'json' };
import user from './data/user.json' with { type: 'json' };
import voip from './data/voip.json' with { type: 'json' };
import vpn from './data/vpn.json' with { type: 'json' };
import wan from './data/wan.json' with { type: 'json' };
import wifi from './data/wifi.json' with { type: 'json' };

/** All files of the catalog; groups come in this order wherever they are shown. */
export const CATALOG_FILES: readonly NamedFile[] = [
  { name: 'device.json', json: device },
  { name: 'management-server.json', json: managementServer },
  { name: 'time.json', json: time },
  { name: 'user.json', json: user },
  { name: 'remote-access.json', json: remoteAccess },
  { name: 'wan.json', json: wan },
  { name: 'lan.json', json: lan },
  { name: 'dns.json', json: dns },
  { name: 'nat.json', json: nat },
  { name: 'routing.json', json: routing },
  { name: 'ipv6.json', json: ipv6 },
  { name: 'firewall.json', json: firewall },
  { name: 'wifi.json', json: wifi },
  { name: 'parental.json', json: parental },
  { name: 'qos.json', json: qos },
  { name: 'vpn.json', json: vpn },
  { name: 'voip.json', json: voip },
  { name: 'ddns.json', json: ddns },
  { name: 'upnp.json', json: upnp },
  { name: 'logging.json', json: logging },
  { name: 'iot.json', json: iot },
  { name: 'overrides/huawei.json', json: huawei },
  { name: 'overrides/simulated-networks.json', json: simulatedNetworks },
  { name: 'overrides/tp-link.json', json: tpLink },
  { name: 'overrides/zte.json', json: zte },
  { name: 'unique-keys.json', json: uniqueKeys },
];
