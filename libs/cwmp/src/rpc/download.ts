import { readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readTransferStatus, writeTransferStatus } from '../structs/transfer-status.ts';

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

export const download: RpcCodec<Download, DownloadResponse> = {
  method: 'Download',
  encodeRequest: (request) =>
    [
      writeText('CommandKey', request.commandKey),
      writeText('FileType', request.fileType),
      writeText('URL', request.url),
      writeText('Username', request.username),
      writeText('Password', request.password),
      writeNumber('FileSize', request.fileSize),
      writeText('TargetFileName', request.targetFileName),
      writeNumber('DelaySeconds', request.delaySeconds),
      writeText('SuccessURL', request.successUrl),
      writeText('FailureURL', request.failureUrl),
    ].join(''),
  decodeRequest: (element) => ({
    method: 'Download',
    commandKey: readText(element, 'CommandKey'),
    fileType: readText(element, 'FileType'),
    url: readText(element, 'URL'),
    username: readText(element, 'Username'),
    password: readText(element, 'Password'),
    fileSize: readNumber(element, 'FileSize'),
    targetFileName: readText(element, 'TargetFileName'),
    delaySeconds: readNumber(element, 'DelaySeconds'),
    successUrl: readText(element, 'SuccessURL'),
    failureUrl: readText(element, 'FailureURL'),
  }),
  encodeResponse: writeTransferStatus,
  decodeResponse: (element) => ({ method: 'DownloadResponse', ...readTransferStatus(element) }),
};
