import { readText } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** CancelTransfer cancels a queued transfer (A.4.1.9). */
export interface CancelTransfer {
  readonly method: 'CancelTransfer';
  readonly commandKey: string;
}

export interface CancelTransferResponse {
  readonly method: 'CancelTransferResponse';
}

export const cancelTransfer: RpcCodec<CancelTransfer, CancelTransferResponse> = {
  method: 'CancelTransfer',
  encodeRequest: (request) => writeText('CommandKey', request.commandKey),
  decodeRequest: (element) => ({ method: 'CancelTransfer', commandKey: readText(element, 'CommandKey') }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'CancelTransferResponse' }),
};
