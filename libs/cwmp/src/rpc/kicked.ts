import { readText } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** Kicked says that a user of the CPE asked for the ACS (A.4.2.1). Deprecated. */
export interface Kicked {
  readonly method: 'Kicked';
  readonly command: string;
  readonly referer: string;
  readonly arg: string;
  readonly next: string;
}

export interface KickedResponse {
  readonly method: 'KickedResponse';
  readonly nextUrl: string;
}

export const kicked: RpcCodec<Kicked, KickedResponse> = {
  method: 'Kicked',
  encodeRequest: (request) =>
    writeText('Command', request.command) +
    writeText('Referer', request.referer) +
    writeText('Arg', request.arg) +
    writeText('Next', request.next),
  decodeRequest: (element) => ({
    method: 'Kicked',
    command: readText(element, 'Command'),
    referer: readText(element, 'Referer'),
    arg: readText(element, 'Arg'),
    next: readText(element, 'Next'),
  }),
  encodeResponse: (response) => writeText('NextURL', response.nextUrl),
  decodeResponse: (element) => ({ method: 'KickedResponse', nextUrl: readText(element, 'NextURL') }),
};
