/** SetParameterAttributesStruct. Values 3–6 of `notification` need CWMP 1.4. */
export interface SetParameterAttribute {
  readonly name: string;
  readonly notificationChange: boolean;
  readonly notification: number;
  readonly accessListChange: boolean;
  readonly accessList: readonly string[];
}

/** SetParameterAttributes sets notification and access list (A.3.2.4). */
export interface SetParameterAttributes {
  readonly method: 'SetParameterAttributes';
  readonly parameterList: readonly SetParameterAttribute[];
}

export interface SetParameterAttributesResponse {
  readonly method: 'SetParameterAttributesResponse';
}
