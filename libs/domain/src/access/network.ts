/** Leading bits that addresses must have in common, of addresses with so many: one of IPv4 is in none of IPv6. */
export interface Network {
  readonly bits: string;
  readonly addressLength: number;
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. */
export function readNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = addressBits(address);
  const length = prefix === undefined ? bits?.length : /^\d{1,3}$/.test(prefix) ? Number(prefix) : undefined;
  if (bits === undefined || length === undefined || length > bits.length || more.length > 0) return undefined;
  return { bits: bits.slice(0, length), addressLength: bits.length };
}

/** Whether it is in one of them. */
export function isInNetworks(address: string, networks: readonly Network[]): boolean {
  if (networks.length === 0) return false;
  const own = addressBits(address);
  if (own === undefined) return false;
  return networks.some(({ bits, addressLength }) => own.length === addressLength && own.startsWith(bits));
}

/** 32 or 128 digits; undefined for what is no address. */
function addressBits(address: string): string | undefined {
  return address.includes(':') ? bitsOfV6(address) : bitsOfV4(address);
}

function bitsOfV4(address: string): string | undefined {
  const parts = address.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (parts.length !== 4 || parts.some((part) => part > 255)) return undefined;
  return parts.map((part) => part.toString(2).padStart(8, '0')).join('');
}

function bitsOfV6(address: string): string | undefined {
  const [head = '', tail, ...more] = withoutDots(address).split('::');
  if (more.length > 0) return undefined;
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  if (first === undefined || last === undefined) return undefined;
  const missing = 8 - first.length - last.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...first, ...Array.from({ length: missing }, () => 0), ...last];
  return groups.map((group) => group.toString(2).padStart(16, '0')).join('');
}

/** The last two groups may be written as an IPv4 address (RFC 4291 §2.2). */
function withoutDots(address: string): string {
  const dotted = address.slice(address.lastIndexOf(':') + 1);
  const bits = dotted.includes('.') ? bitsOfV4(dotted) : undefined;
  if (bits === undefined) return address;
  const [high, low] = [bits.slice(0, 16), bits.slice(16)].map((half) => Number.parseInt(half, 2).toString(16));
  return `${address.slice(0, -dotted.length)}${high}:${low}`;
}

function groupsOf(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').map((group) => (/^[\da-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : -1));
  return groups.includes(-1) ? undefined : groups;
}
