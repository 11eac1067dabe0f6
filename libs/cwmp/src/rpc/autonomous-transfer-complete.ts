import type { FaultStruct } from '../fault.ts';

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
