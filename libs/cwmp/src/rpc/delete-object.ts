import { readName, readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** DeleteObject removes a row and all below it (A.3.2.7). */
export interface DeleteObject {
  readonly method: 'DeleteObject';
  /** Path of the row, with its final dot. */
  readonly objectName: string;
  readonly parameterKey: string;
}

export interface DeleteObjectResponse {
  readonly method: 'DeleteObjectResponse';
  readonly status: number;
}

export const deleteObject: RpcCodec<DeleteObject, DeleteObjectResponse> = {
  method: 'DeleteObject',
  encodeRequest: (request) =>
    writeText('ObjectName', request.objectName) + writeText('ParameterKey', request.parameterKey),
  decodeRequest: (element) => ({
    method: 'DeleteObject',
    objectName: readName(element, 'ObjectName'),
    parameterKey: readText(element, 'ParameterKey'),
  }),
  encodeResponse: (response) => writeNumber('Status', response.status),
  decodeResponse: (element) => ({ method: 'DeleteObjectResponse', status: readNumber(element, 'Status') }),
};
