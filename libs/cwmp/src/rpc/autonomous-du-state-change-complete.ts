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
