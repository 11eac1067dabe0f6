/** QueuedTransferStruct: state 1 not started, 2 in progress, 3 completed. */
export interface QueuedTransfer {
  readonly commandKey: string;
  readonly state: number;
}

/** GetQueuedTransfers lists transfers by CommandKey (A.4.1.1). Deprecated: GetAllQueuedTransfers says more. */
export interface GetQueuedTransfers {
  readonly method: 'GetQueuedTransfers';
}

export interface GetQueuedTransfersResponse {
  readonly method: 'GetQueuedTransfersResponse';
  readonly transferList: readonly QueuedTransfer[];
}
