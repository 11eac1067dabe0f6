import type { InformEvent } from '../event-code.ts';
import { readNumberLoosely, readToken } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { DeviceIdentity } from '../identity.ts';
import type { ParameterValue } from '../parameter-value.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import { readDeviceId, writeDeviceId } from '../structs/device-id.ts';
import { readEvents, writeEvents } from '../structs/event-list.ts';
import { readParameterValues, writeParameterValues } from '../structs/parameter-value-list.ts';

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

export const inform: RpcCodec<Inform, InformResponse> = {
  method: 'Inform',
  encodeRequest: (request) =>
    [
      writeDeviceId(request.deviceId),
      writeEvents(request.event),
      writeNumber('MaxEnvelopes', request.maxEnvelopes),
      writeText('CurrentTime', request.currentTime),
      writeNumber('RetryCount', request.retryCount),
      writeParameterValues(request.parameterList),
    ].join(''),
  decodeRequest: (element, limits) => ({
    method: 'Inform',
    deviceId: readDeviceId(element),
    event: readEvents(element),
    // A device must not be locked out by a number that decides nothing.
    maxEnvelopes: readNumberLoosely(element, 'MaxEnvelopes'),
    currentTime: readToken(element, 'CurrentTime'),
    retryCount: readNumberLoosely(element, 'RetryCount'),
    parameterList: readParameterValues(element, limits),
  }),
  encodeResponse: (response) => writeNumber('MaxEnvelopes', response.maxEnvelopes),
  decodeResponse: (element) => ({
    method: 'InformResponse',
    maxEnvelopes: readNumberLoosely(element, 'MaxEnvelopes'),
  }),
};
