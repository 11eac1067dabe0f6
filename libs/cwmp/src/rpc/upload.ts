import { readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readTransferStatus, writeTransferStatus } from '../structs/transfer-status.ts';

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

export const upload: RpcCodec<Upload, UploadResponse> = {
  method: 'Upload',
  encodeRequest: (request) =>
    [
      writeText('CommandKey', request.commandKey),
      writeText('FileType', request.fileType),
      writeText('URL', request.url),
      writeText('Username', request.username),
      writeText('Password', request.password),
      writeNumber('DelaySeconds', request.delaySeconds),
    ].join(''),
  decodeRequest: (element) => ({
    method: 'Upload',
    commandKey: readText(element, 'CommandKey'),
    fileType: readText(element, 'FileType'),
    url: readText(element, 'URL'),
    username: readText(element, 'Username'),
    password: readText(element, 'Password'),
    delaySeconds: readNumber(element, 'DelaySeconds'),
  }),
  encodeResponse: writeTransferStatus,
  decodeResponse: (element) => ({ method: 'UploadResponse', ...readTransferStatus(element) }),
};
