import { readFlag, readItems, readName } from '../fields/read-field.ts';
import { writeArray, writeFlag, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** ParameterInfoStruct. For an object instance, writable means deletable; for a table, that rows can be added. */
export interface ParameterInfo {
  readonly name: string;
  readonly writable: boolean;
}

/** GetParameterNames lists what exists under a path (A.3.2.3). */
export interface GetParameterNames {
  readonly method: 'GetParameterNames';
  readonly parameterPath: string;
  readonly nextLevel: boolean;
}

export interface GetParameterNamesResponse {
  readonly method: 'GetParameterNamesResponse';
  readonly parameterList: readonly ParameterInfo[];
}

export const getParameterNames: RpcCodec<GetParameterNames, GetParameterNamesResponse> = {
  method: 'GetParameterNames',
  encodeRequest: (request) =>
    writeText('ParameterPath', request.parameterPath) + writeFlag('NextLevel', request.nextLevel),
  decodeRequest: (element) => ({
    method: 'GetParameterNames',
    parameterPath: readName(element, 'ParameterPath'),
    nextLevel: readFlag(element, 'NextLevel'),
  }),
  encodeResponse: (response) =>
    writeArray('ParameterList', 'cwmp:ParameterInfoStruct', response.parameterList.map(writeParameterInfo)),
  decodeResponse: (element, limits) => ({
    method: 'GetParameterNamesResponse',
    parameterList: readItems(element, 'ParameterList', limits.maxParameters).map((struct) => ({
      name: readName(struct, 'Name'),
      writable: readFlag(struct, 'Writable'),
    })),
  }),
};

function writeParameterInfo(info: ParameterInfo): string {
  return `<ParameterInfoStruct>${writeText('Name', info.name)}${writeFlag('Writable', info.writable)}</ParameterInfoStruct>`;
}
