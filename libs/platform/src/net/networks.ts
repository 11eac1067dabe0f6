import { isInNetworks, type Network, readNetwork } from '#libs/domain';
import { setting } from '../config/setting-types.ts';

/** Networks of IPv4 and IPv6. */
export class Networks {
  private readonly networks: readonly Network[];

  constructor(texts: readonly string[]) {
    this.networks = texts.flatMap((text) => readNetwork(text) ?? []);
  }

  has(address: string): boolean {
    return isInNetworks(address, this.networks);
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
    return words.every((word) => readNetwork(word) !== undefined) ? words : undefined;
  });
}
