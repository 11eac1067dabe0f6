import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { setting } from '#libs/platform';

/** Networks of IPv4 and IPv6. */
export class Networks {
  private readonly list = new BlockList();
  private readonly isEmpty: boolean;

  constructor(networks: readonly string[]) {
    this.isEmpty = networks.length === 0;
    for (const network of networks) {
      const [address = '', prefix] = network.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      this.list.addSubnet(address, prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix), family);
    }
  }

  has(address: string): boolean {
    if (this.isEmpty || address === '') return false;
    return this.list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
  }
}

/** A setting that takes addresses and networks, as `10.0.0.0/8,2001:db8::/32`. */
export function networks() {
  return setting({ allowed: 'addresses or networks as 192.0.2.1,10.0.0.0/8,2001:db8::/32, or none' }, (text) => {
    if (text === 'none') return [];
    const words = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    return words.every(isNetwork) ? words : undefined;
  });
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0) return false;
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return prefix === undefined ? longest > 0 : /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest;
}
