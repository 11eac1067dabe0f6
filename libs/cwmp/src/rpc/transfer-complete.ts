import type { FaultStruct } from '../fault.ts';

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
