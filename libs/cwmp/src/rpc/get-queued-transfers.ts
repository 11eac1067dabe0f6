import { readItems, readNumber, readText } from '../fields/read-field.ts';
import { writeArray, writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** QueuedTransferStruct: state 1 not started, 2 in progress, 3 completed. */
export interface QueuedTransfer {
  readonly commandKey: string;
  readonly state: number;
}

/** GetQueuedTransfers lists transfers by CommandKey (A.4.1.1). Deprecated: GetAllQueuedTransfers says more. */
export interface GetQueuedTransfers {
  readonly method: 'GetQueuedTransfers';
}

export interface GetQueuedTransfersResponse {
  readonly method: 'GetQueuedTransfersResponse';
  readonly transferList: readonly QueuedTransfer[];
}

export const getQueuedTransfers: RpcCodec<GetQueuedTransfers, GetQueuedTransfersResponse> = {
  method: 'GetQueuedTransfers',
  encodeRequest: () => '',
  decodeRequest: () => ({ method: 'GetQueuedTransfers' }),
  encodeResponse: (response) =>
    writeArray('TransferList', 'cwmp:QueuedTransferStruct', response.transferList.map(writeTransfer)),
  decodeResponse: (element, limits) => ({
    method: 'GetQueuedTransfersResponse',
    transferList: readItems(element, 'TransferList', limits.maxParameters).map((struct) => ({
      commandKey: readText(struct, 'CommandKey'),
      state: readNumber(struct, 'State'),
    })),
  }),
};

function writeTransfer({ commandKey, state }: QueuedTransfer): string {
  return `<QueuedTransferStruct>${writeText('CommandKey', commandKey)}${writeNumber('State', state)}</QueuedTransferStruct>`;
}
