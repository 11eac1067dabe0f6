import { networkOf, type Peer, plainAddress } from '#libs/domain';
import type { ProxyHeader } from './proxy-header.ts';

/** Who is at this address, as Node tells it. */
export function peerAt(remoteAddress: string | undefined): Peer {
  const address = plainAddress(remoteAddress ?? '');
  return { address, network: networkOf(address), secure: false };
}

/**
 * Who is behind the proxy that has sent this header. With `believesNames` the name in it is a certificate's, whose issuer
 * the proxy alone knows.
 */
export function peerBehind({ address, secure, commonName }: ProxyHeader, believesNames: boolean): Peer {
  const isNamed = believesNames && commonName !== undefined;
  const certificate = isNamed ? { certificate: { names: [`CN=${commonName}`], fingerprint: '' } } : {};
  return { ...peerAt(address), secure, ...certificate };
}
