import type { FaultStruct } from '../fault.ts';
import { readFlag, readNumber, readText, readToken } from '../fields/read-field.ts';
import { writeFlag, writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readFaultStruct, writeFaultStruct } from '../structs/fault-struct.ts';

/** AutonomousTransferComplete says how a transfer ended that the ACS did not ask for (A.3.3.3). */
export interface AutonomousTransferComplete {
  readonly method: 'AutonomousTransferComplete';
  readonly announceUrl: string;
  readonly transferUrl: string;
  readonly isDownload: boolean;
  readonly fileType: string;
  readonly fileSize: number;
  readonly targetFileName: string;
  readonly faultStruct: FaultStruct;
  readonly startTime: string;
  readonly completeTime: string;
}

export interface AutonomousTransferCompleteResponse {
  readonly method: 'AutonomousTransferCompleteResponse';
}

export const autonomousTransferComplete: RpcCodec<AutonomousTransferComplete, AutonomousTransferCompleteResponse> = {
  method: 'AutonomousTransferComplete',
  encodeRequest: (request) =>
    [
      writeText('AnnounceURL', request.announceUrl),
      writeText('TransferURL', request.transferUrl),
      writeFlag('IsDownload', request.isDownload),
      writeText('FileType', request.fileType),
      writeNumber('FileSize', request.fileSize),
      writeText('TargetFileName', request.targetFileName),
      writeFaultStruct('FaultStruct', request.faultStruct),
      writeText('StartTime', request.startTime),
      writeText('CompleteTime', request.completeTime),
    ].join(''),
  decodeRequest: (element) => ({
    method: 'AutonomousTransferComplete',
    announceUrl: readText(element, 'AnnounceURL'),
    transferUrl: readText(element, 'TransferURL'),
    isDownload: readFlag(element, 'IsDownload'),
    fileType: readText(element, 'FileType'),
    fileSize: readNumber(element, 'FileSize'),
    targetFileName: readText(element, 'TargetFileName'),
    faultStruct: readFaultStruct(element, 'FaultStruct'),
    startTime: readToken(element, 'StartTime'),
    completeTime: readToken(element, 'CompleteTime'),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'AutonomousTransferCompleteResponse' }),
};
