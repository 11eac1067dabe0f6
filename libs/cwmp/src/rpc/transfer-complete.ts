import type { FaultStruct } from '../fault.ts';
import { readText, readToken } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readFaultStruct, writeFaultStruct } from '../structs/fault-struct.ts';

/** TransferComplete says how a Download, Upload or ScheduleDownload ended (A.3.3.2). */
export interface TransferComplete {
  readonly method: 'TransferComplete';
  readonly commandKey: string;
  readonly faultStruct: FaultStruct;
  readonly startTime: string;
  readonly completeTime: string;
}

export interface TransferCompleteResponse {
  readonly method: 'TransferCompleteResponse';
}

export const transferComplete: RpcCodec<TransferComplete, TransferCompleteResponse> = {
  method: 'TransferComplete',
  encodeRequest: (request) =>
    [
      writeText('CommandKey', request.commandKey),
      writeFaultStruct('FaultStruct', request.faultStruct),
      writeText('StartTime', request.startTime),
      writeText('CompleteTime', request.completeTime),
    ].join(''),
  decodeRequest: (element) => ({
    method: 'TransferComplete',
    commandKey: readText(element, 'CommandKey'),
    faultStruct: readFaultStruct(element, 'FaultStruct'),
    startTime: readToken(element, 'StartTime'),
    completeTime: readToken(element, 'CompleteTime'),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'TransferCompleteResponse' }),
};
