import { networkOf, type Peer, plainAddress } from '#libs/domain';
import type { ProxyHeader } from './proxy-header.ts';

/** Who is at this address, as Node tells it. */
export function peerAt(remoteAddress: string | undefined): Peer {
  const address = plainAddress(remoteAddress ?? '');
  return { address, network: networkOf(address), secure: false };
}

/** Who is behind the proxy that has sent this header. */
export function peerBehind({ address, secure, commonName }: ProxyHeader): Peer {
  const certificate = commonName === undefined ? {} : { certificate: { names: [`CN=${commonName}`], fingerprint: '' } };
  return { ...peerAt(address), secure, ...certificate };
}
