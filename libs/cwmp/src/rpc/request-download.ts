/** ArgStruct. */
export interface FileTypeArg {
  readonly name: string;
  readonly value: string;
}

/** RequestDownload asks the ACS to send a Download (A.4.2.2). */
export interface RequestDownload {
  readonly method: 'RequestDownload';
  readonly fileType: string;
  readonly fileTypeArg: readonly FileTypeArg[];
}

export interface RequestDownloadResponse {
  readonly method: 'RequestDownloadResponse';
}
