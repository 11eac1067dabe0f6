import type { ParameterValue } from '../parameter-value.ts';

/** GetParameterValues reads parameters by full or partial path (A.3.2.2). */
export interface GetParameterValues {
  readonly method: 'GetParameterValues';
  readonly parameterNames: readonly string[];
}

export interface GetParameterValuesResponse {
  readonly method: 'GetParameterValuesResponse';
  readonly parameterList: readonly ParameterValue[];
}
