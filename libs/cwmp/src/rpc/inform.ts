import type { InformEvent } from '../event-code.ts';
import type { DeviceIdentity } from '../identity.ts';
import type { ParameterValue } from '../parameter-value.ts';

/** Inform opens a session (A.3.3.1). */
export interface Inform {
  readonly method: 'Inform';
  readonly deviceId: DeviceIdentity;
  readonly event: readonly InformEvent[];
  readonly maxEnvelopes: number;
  readonly currentTime: string;
  readonly retryCount: number;
  readonly parameterList: readonly ParameterValue[];
}

export interface InformResponse {
  readonly method: 'InformResponse';
  readonly maxEnvelopes: number;
}
