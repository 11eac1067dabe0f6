/** InstallOpStruct, UpdateOpStruct and UninstallOpStruct. Absent members are left out on the wire. */
export type DuOperation =
  | {
      readonly operation: 'install';
      readonly url: string;
      readonly uuid?: string;
      readonly username?: string;
      readonly password?: string;
      readonly executionEnvRef?: string;
    }
  | {
      readonly operation: 'update';
      readonly uuid?: string;
      readonly version?: string;
      readonly url?: string;
      readonly username?: string;
      readonly password?: string;
    }
  | {
      readonly operation: 'uninstall';
      readonly uuid: string;
      readonly version?: string;
      readonly executionEnvRef?: string;
    };

/** ChangeDUState installs, updates or removes software modules (A.4.1.10). The result comes in DUStateChangeComplete. */
export interface ChangeDuState {
  readonly method: 'ChangeDUState';
  readonly operations: readonly DuOperation[];
  readonly commandKey: string;
}

export interface ChangeDuStateResponse {
  readonly method: 'ChangeDUStateResponse';
}
