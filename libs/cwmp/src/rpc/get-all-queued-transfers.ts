import { readFlag, readItems, readNumber, readText } from '../fields/read-field.ts';
import { writeArray, writeFlag, writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import type { XmlElement } from '../xml/element.ts';

/** AllQueuedTransferStruct: state 1 not started, 2 in progress, 3 completed. */
export interface AllQueuedTransfer {
  readonly commandKey: string;
  readonly state: number;
  readonly isDownload: boolean;
  readonly fileType: string;
  readonly fileSize: number;
  readonly targetFileName: string;
}

/** GetAllQueuedTransfers lists all transfers the CPE has queued (A.4.1.7). */
export interface GetAllQueuedTransfers {
  readonly method: 'GetAllQueuedTransfers';
}

export interface GetAllQueuedTransfersResponse {
  readonly method: 'GetAllQueuedTransfersResponse';
  readonly transferList: readonly AllQueuedTransfer[];
}

export const getAllQueuedTransfers: RpcCodec<GetAllQueuedTransfers, GetAllQueuedTransfersResponse> = {
  method: 'GetAllQueuedTransfers',
  encodeRequest: () => '',
  decodeRequest: () => ({ method: 'GetAllQueuedTransfers' }),
  encodeResponse: (response) =>
    writeArray('TransferList', 'cwmp:AllQueuedTransferStruct', response.transferList.map(writeTransfer)),
  decodeResponse: (element, limits) => ({
    method: 'GetAllQueuedTransfersResponse',
    transferList: readItems(element, 'TransferList', limits.maxParameters).map(readTransfer),
  }),
};

function writeTransfer(transfer: AllQueuedTransfer): string {
  const members = [
    writeText('CommandKey', transfer.commandKey),
    writeNumber('State', transfer.state),
    writeFlag('IsDownload', transfer.isDownload),
    writeText('FileType', transfer.fileType),
    writeNumber('FileSize', transfer.fileSize),
    writeText('TargetFileName', transfer.targetFileName),
  ];
  return `<AllQueuedTransferStruct>${members.join('')}</AllQueuedTransferStruct>`;
}

function readTransfer(struct: XmlElement): AllQueuedTransfer {
  return {
    commandKey: readText(struct, 'CommandKey'),
    state: readNumber(struct, 'State'),
    isDownload: readFlag(struct, 'IsDownload'),
    fileType: readText(struct, 'FileType'),
    fileSize: readNumber(struct, 'FileSize'),
    targetFileName: readText(struct, 'TargetFileName'),
  };
}
