import { PROXY_SIGNATURE } from '../proxy-header.ts';

export interface ProxyBytes {
  readonly family: number;
  /** Source and destination with their ports. */
  readonly addresses: Buffer;
  readonly extensions?: Buffer;
  readonly version?: number;
  readonly command?: number;
}

/** A header as a proxy writes it, right or wrong. */
export function proxyHeader({ family, addresses, extensions, version = 2, command = 1 }: ProxyBytes): Buffer {
  const rest = Buffer.concat([addresses, extensions ?? Buffer.alloc(0)]);
  const fixed = Buffer.from([(version << 4) | command, family, rest.length >> 8, rest.length & 0xff]);
  return Buffer.concat([PROXY_SIGNATURE, fixed, rest]);
}

export function extension(type: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 0xff]), value]);
}

/** The header of a TCP connection from this IPv4 address. */
export function proxied(address: string, extensions?: Buffer): Buffer {
  const addresses = Buffer.from([...address.split('.').map(Number), 127, 0, 0, 1, 0x12, 0x34, 0x1d, 0x7b]);
  return proxyHeader({ family: 0x11, addresses, ...(extensions === undefined ? {} : { extensions }) });
}
