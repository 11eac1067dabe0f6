import { readText } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** Reboot reboots the CPE after the session (A.3.2.9). Not idempotent. */
export interface Reboot {
  readonly method: 'Reboot';
  readonly commandKey: string;
}

export interface RebootResponse {
  readonly method: 'RebootResponse';
}

export const reboot: RpcCodec<Reboot, RebootResponse> = {
  method: 'Reboot',
  encodeRequest: (request) => writeText('CommandKey', request.commandKey),
  decodeRequest: (element) => ({ method: 'Reboot', commandKey: readText(element, 'CommandKey') }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'RebootResponse' }),
};
