/** Download has the CPE fetch a file (A.3.2.8). Not idempotent. */
export interface Download {
  readonly method: 'Download';
  readonly commandKey: string;
  readonly fileType: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly fileSize: number;
  readonly targetFileName: string;
  readonly delaySeconds: number;
  readonly successUrl: string;
  readonly failureUrl: string;
}

export interface DownloadResponse {
  readonly method: 'DownloadResponse';
  /** 0 done; 1 a TransferComplete will follow. */
  readonly status: number;
  readonly startTime: string;
  readonly completeTime: string;
}
