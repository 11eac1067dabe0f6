import { nameOf, readItems, readName, readNumber } from '../fields/read-field.ts';
import { writeArray, writeNumber, writeStrings, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** ParameterAttributeStruct. */
export interface ParameterAttribute {
  readonly name: string;
  readonly notification: number;
  readonly accessList: readonly string[];
}

/** GetParameterAttributes reads notification and access list (A.3.2.5). */
export interface GetParameterAttributes {
  readonly method: 'GetParameterAttributes';
  readonly parameterNames: readonly string[];
}

export interface GetParameterAttributesResponse {
  readonly method: 'GetParameterAttributesResponse';
  readonly parameterList: readonly ParameterAttribute[];
}

export const getParameterAttributes: RpcCodec<GetParameterAttributes, GetParameterAttributesResponse> = {
  method: 'GetParameterAttributes',
  encodeRequest: (request) => writeStrings('ParameterNames', request.parameterNames),
  decodeRequest: (element, limits) => ({
    method: 'GetParameterAttributes',
    parameterNames: readItems(element, 'ParameterNames', limits.maxParameters).map((item) => nameOf(item.text)),
  }),
  encodeResponse: (response) =>
    writeArray('ParameterList', 'cwmp:ParameterAttributeStruct', response.parameterList.map(writeAttribute)),
  decodeResponse: (element, limits) => ({
    method: 'GetParameterAttributesResponse',
    parameterList: readItems(element, 'ParameterList', limits.maxParameters).map((struct) => ({
      name: readName(struct, 'Name'),
      notification: readNumber(struct, 'Notification'),
      accessList: readItems(struct, 'AccessList', limits.maxParameters).map((item) => item.text.trim()),
    })),
  }),
};

function writeAttribute(attribute: ParameterAttribute): string {
  const name = writeText('Name', attribute.name);
  const notification = writeNumber('Notification', attribute.notification);
  const accessList = writeStrings('AccessList', attribute.accessList);
  return `<ParameterAttributeStruct>${name}${notification}${accessList}</ParameterAttributeStruct>`;
}
