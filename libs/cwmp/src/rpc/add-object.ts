import { readName, readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** AddObject creates a row of a table (A.3.2.6). Not idempotent. */
export interface AddObject {
  readonly method: 'AddObject';
  /** Path of the table, with its final dot. */
  readonly objectName: string;
  readonly parameterKey: string;
}

export interface AddObjectResponse {
  readonly method: 'AddObjectResponse';
  readonly instanceNumber: number;
  readonly status: number;
}

export const addObject: RpcCodec<AddObject, AddObjectResponse> = {
  method: 'AddObject',
  encodeRequest: (request) =>
    writeText('ObjectName', request.objectName) + writeText('ParameterKey', request.parameterKey),
  decodeRequest: (element) => ({
    method: 'AddObject',
    objectName: readName(element, 'ObjectName'),
    parameterKey: readText(element, 'ParameterKey'),
  }),
  encodeResponse: (response) =>
    writeNumber('InstanceNumber', response.instanceNumber) + writeNumber('Status', response.status),
  decodeResponse: (element) => ({
    method: 'AddObjectResponse',
    instanceNumber: readNumber(element, 'InstanceNumber'),
    status: readNumber(element, 'Status'),
  }),
};
