import { readItems, readText, readToken } from '../fields/read-field.ts';
import { writeArray, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

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

export const requestDownload: RpcCodec<RequestDownload, RequestDownloadResponse> = {
  method: 'RequestDownload',
  encodeRequest: (request) =>
    writeText('FileType', request.fileType) +
    writeArray('FileTypeArg', 'cwmp:ArgStruct', request.fileTypeArg.map(writeArg)),
  decodeRequest: (element, limits) => ({
    method: 'RequestDownload',
    fileType: readText(element, 'FileType'),
    fileTypeArg: readItems(element, 'FileTypeArg', limits.maxParameters).map((struct) => ({
      name: readToken(struct, 'Name'),
      value: readText(struct, 'Value'),
    })),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'RequestDownloadResponse' }),
};

function writeArg(arg: FileTypeArg): string {
  return `<ArgStruct>${writeText('Name', arg.name)}${writeText('Value', arg.value)}</ArgStruct>`;
}
