import { readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { ParameterValue } from '../parameter-value.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readParameterValues, writeParameterValues } from '../structs/parameter-value-list.ts';

/** SetParameterValues writes parameters, all or none (A.3.2.1). */
export interface SetParameterValues {
  readonly method: 'SetParameterValues';
  readonly parameterList: readonly ParameterValue[];
  readonly parameterKey: string;
}

export interface SetParameterValuesResponse {
  readonly method: 'SetParameterValuesResponse';
  /** 0 applied; 1 committed, but not yet applied (a reboot may be needed). */
  readonly status: number;
}

export const setParameterValues: RpcCodec<SetParameterValues, SetParameterValuesResponse> = {
  method: 'SetParameterValues',
  encodeRequest: (request) =>
    writeParameterValues(request.parameterList) + writeText('ParameterKey', request.parameterKey),
  decodeRequest: (element, limits) => ({
    method: 'SetParameterValues',
    parameterList: readParameterValues(element, limits),
    parameterKey: readText(element, 'ParameterKey'),
  }),
  encodeResponse: (response) => writeNumber('Status', response.status),
  decodeResponse: (element) => ({ method: 'SetParameterValuesResponse', status: readNumber(element, 'Status') }),
};
