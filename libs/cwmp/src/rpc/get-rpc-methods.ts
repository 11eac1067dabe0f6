import { readItems } from '../fields/read-field.ts';
import { writeStrings } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** GetRPCMethods asks the other side which methods it supports (A.3.1.1). Both sides may ask. */
export interface GetRpcMethods {
  readonly method: 'GetRPCMethods';
}

export interface GetRpcMethodsResponse {
  readonly method: 'GetRPCMethodsResponse';
  readonly methodList: readonly string[];
}

export const getRpcMethods: RpcCodec<GetRpcMethods, GetRpcMethodsResponse> = {
  method: 'GetRPCMethods',
  encodeRequest: () => '',
  decodeRequest: () => ({ method: 'GetRPCMethods' }),
  encodeResponse: (response) => writeStrings('MethodList', response.methodList),
  decodeResponse: (element, limits) => ({
    method: 'GetRPCMethodsResponse',
    methodList: readItems(element, 'MethodList', limits.maxParameters).map((item) => item.text.trim()),
  }),
};
