import { readNumber, readText } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** ScheduleInform asks for an Inform after a delay (A.4.1.2). */
export interface ScheduleInform {
  readonly method: 'ScheduleInform';
  /** Seconds, at least 1. */
  readonly delaySeconds: number;
  readonly commandKey: string;
}

export interface ScheduleInformResponse {
  readonly method: 'ScheduleInformResponse';
}

export const scheduleInform: RpcCodec<ScheduleInform, ScheduleInformResponse> = {
  method: 'ScheduleInform',
  encodeRequest: (request) =>
    writeNumber('DelaySeconds', request.delaySeconds) + writeText('CommandKey', request.commandKey),
  decodeRequest: (element) => ({
    method: 'ScheduleInform',
    delaySeconds: readNumber(element, 'DelaySeconds'),
    commandKey: readText(element, 'CommandKey'),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'ScheduleInformResponse' }),
};
