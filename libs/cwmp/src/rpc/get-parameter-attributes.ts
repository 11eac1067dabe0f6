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
