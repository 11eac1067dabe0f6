import { readRepeated, readToken } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readDuOperationResult, writeDuOperationResult } from '../structs/du-operation-result.ts';
import type { DuOperationResult } from './du-state-change-complete.ts';

/** AutonOpResultStruct: an operation's result and which operation it was (Install, Update, Uninstall). */
export interface AutonomousDuOperationResult extends DuOperationResult {
  readonly operationPerformed: string;
}

/** AutonomousDUStateChangeComplete says that software modules changed without the ACS (A.4.2.4). */
export interface AutonomousDuStateChangeComplete {
  readonly method: 'AutonomousDUStateChangeComplete';
  readonly results: readonly AutonomousDuOperationResult[];
}

export interface AutonomousDuStateChangeCompleteResponse {
  readonly method: 'AutonomousDUStateChangeCompleteResponse';
}

export const autonomousDuStateChangeComplete: RpcCodec<
  AutonomousDuStateChangeComplete,
  AutonomousDuStateChangeCompleteResponse
> = {
  method: 'AutonomousDUStateChangeComplete',
  encodeRequest: (request) =>
    request.results
      .map((result) => {
        const operation = writeText('OperationPerformed', result.operationPerformed);
        return `<Results>${writeDuOperationResult(result)}${operation}</Results>`;
      })
      .join(''),
  decodeRequest: (element, limits) => ({
    method: 'AutonomousDUStateChangeComplete',
    results: readRepeated(element, 'Results', ['AutonOpResultStruct'], limits.maxParameters).map((struct) => ({
      ...readDuOperationResult(struct),
      operationPerformed: readToken(struct, 'OperationPerformed'),
    })),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'AutonomousDUStateChangeCompleteResponse' }),
};
