/** Parameters that carry the way to the ACS (TR-069 §3.1, TR-181, TR-098): a wrong value may cut the CPE off for good. */
const RISKY = [
  /\.ManagementServer\.(?:EnableCWMP|URL|Username|Password)$/,
  /^Device\.PPP\.Interface\.[^.]+\.(?:Enable|Username|Password|LowerLayers|PPPoE\..+)$/,
  /^Device\.(?:Ethernet\.(?:Link|VLANTermination)|ATM\.Link|PTM\.Link)\.[^.]+\.(?:Enable|VLANID|TPID|LowerLayers)$/,
  /^Device\.IP\.Interface\.[^.]+\.(?:Enable|LowerLayers)$/,
  /^Device\.DHCPv[46]\.Client\.[^.]+\.(?:Enable|Interface)$/,
  /\.WAN(?:IP|PPP)Connection\.[^.]+\.[^.]*(?:Enable|ConnectionType|Username|Password|AddressingType|ExternalIPAddress|SubnetMask|DefaultGateway|VLAN\w*|PPPoEServiceName)$/,
  /\.WANConnectionDevice\.[^.]+\.(?:WAN(?:DSL|Ethernet)LinkConfig\.(?:Enable|DestinationAddress|LinkType)|.*VLAN[^.]*)$/,
  /\.Layer3Forwarding\.DefaultConnectionService$/,
];

/** Whether a value of a parameter is set alone and last because it may cut the CPE off. */
export function isRiskyPath(path: string): boolean {
  return RISKY.some((pattern) => pattern.test(path));
}
