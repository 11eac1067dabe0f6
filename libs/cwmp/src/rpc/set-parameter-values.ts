import type { ParameterValue } from '../parameter-value.ts';

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
