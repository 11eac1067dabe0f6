import { nameOf, readItems } from '../fields/read-field.ts';
import { writeStrings } from '../fields/write-field.ts';
import type { ParameterValue } from '../parameter-value.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readParameterValues, writeParameterValues } from '../structs/parameter-value-list.ts';

/** GetParameterValues reads parameters by full or partial path (A.3.2.2). */
export interface GetParameterValues {
  readonly method: 'GetParameterValues';
  readonly parameterNames: readonly string[];
}

export interface GetParameterValuesResponse {
  readonly method: 'GetParameterValuesResponse';
  readonly parameterList: readonly ParameterValue[];
}

export const getParameterValues: RpcCodec<GetParameterValues, GetParameterValuesResponse> = {
  method: 'GetParameterValues',
  encodeRequest: (request) => writeStrings('ParameterNames', request.parameterNames),
  decodeRequest: (element, limits) => ({
    method: 'GetParameterValues',
    parameterNames: readItems(element, 'ParameterNames', limits.maxParameters).map((item) => nameOf(item.text)),
  }),
  encodeResponse: (response) => writeParameterValues(response.parameterList),
  decodeResponse: (element, limits) => ({
    method: 'GetParameterValuesResponse',
    parameterList: readParameterValues(element, limits),
  }),
};
