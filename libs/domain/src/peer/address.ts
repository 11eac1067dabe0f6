/** `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291 §2.5.5.2); the zone of a link-local address is left out. */
export function plainAddress(address: string): string {
  const [unzoned = ''] = address.split('%', 1);
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)?.[1] ?? unzoned.toLowerCase();
}

/**
 * What counts as one sender: an IPv4 address as it is; of an IPv6 address the /64, since whoever has one address of it
 * has all of them (RFC 4291 §2.5.4). Takes a valid address.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    // An IPv4 address at the end stands for two groups.
    const missing = 8 - groups.length - last.length - (tail.includes('.') ? 1 : 0);
    groups.push(...Array.from({ length: Math.max(0, missing) }, () => '0'), ...last);
  }
  const prefix = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${prefix.join(':')}::/64`;
}
