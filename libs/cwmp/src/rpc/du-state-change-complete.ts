import type { FaultStruct } from '../fault.ts';

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
