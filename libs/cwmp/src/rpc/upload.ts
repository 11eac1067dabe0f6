/** Upload has the CPE send a file (A.4.1.5). */
export interface Upload {
  readonly method: 'Upload';
  readonly commandKey: string;
  readonly fileType: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly delaySeconds: number;
}

export interface UploadResponse {
  readonly method: 'UploadResponse';
  readonly status: number;
  readonly startTime: string;
  readonly completeTime: string;
}
