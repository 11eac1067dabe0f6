/** CancelTransfer cancels a queued transfer (A.4.1.9). */
export interface CancelTransfer {
  readonly method: 'CancelTransfer';
  readonly commandKey: string;
}

export interface CancelTransferResponse {
  readonly method: 'CancelTransferResponse';
}
