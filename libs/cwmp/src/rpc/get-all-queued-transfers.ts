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
