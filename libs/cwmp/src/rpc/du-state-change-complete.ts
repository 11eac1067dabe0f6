import type { FaultStruct } from '../fault.ts';
import { readRepeated, readText } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readDuOperationResult, writeDuOperationResult } from '../structs/du-operation-result.ts';

/** OpResultStruct and AutonOpResultStruct, one per operation. */
export interface DuOperationResult {
  readonly uuid: string;
  readonly deploymentUnitRef: string;
  readonly version: string;
  /** Installed, Uninstalled or Failed. */
  readonly currentState: string;
  readonly resolved: boolean;
  readonly executionUnitRefList: string;
  readonly startTime: string;
  readonly completeTime: string;
  readonly fault: FaultStruct;
}

/** DUStateChangeComplete says how a ChangeDUState ended, in the order of its operations (A.4.2.3). */
export interface DuStateChangeComplete {
  readonly method: 'DUStateChangeComplete';
  readonly results: readonly DuOperationResult[];
  readonly commandKey: string;
}

export interface DuStateChangeCompleteResponse {
  readonly method: 'DUStateChangeCompleteResponse';
}

export const duStateChangeComplete: RpcCodec<DuStateChangeComplete, DuStateChangeCompleteResponse> = {
  method: 'DUStateChangeComplete',
  encodeRequest: (request) =>
    request.results.map((result) => `<Results>${writeDuOperationResult(result)}</Results>`).join('') +
    writeText('CommandKey', request.commandKey),
  decodeRequest: (element, limits) => ({
    method: 'DUStateChangeComplete',
    results: readRepeated(element, 'Results', ['OpResultStruct'], limits.maxParameters).map(readDuOperationResult),
    commandKey: readText(element, 'CommandKey'),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'DUStateChangeCompleteResponse' }),
};
