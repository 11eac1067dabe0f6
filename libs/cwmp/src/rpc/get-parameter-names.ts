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
