import { readItems, readNumber, readText } from '../fields/read-field.ts';
import { writeArray, writeNumber, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import type { XmlElement } from '../xml/element.ts';

/** TimeWindowStruct: seconds are counted from the receipt of the request. */
export interface TimeWindow {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly windowMode: string;
  readonly userMessage: string;
  readonly maxRetries: number;
}

/** ScheduleDownload has the CPE fetch a file in one of two time windows (A.4.1.8). */
export interface ScheduleDownload {
  readonly method: 'ScheduleDownload';
  readonly commandKey: string;
  readonly fileType: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly fileSize: number;
  readonly targetFileName: string;
  readonly timeWindowList: readonly TimeWindow[];
}

export interface ScheduleDownloadResponse {
  readonly method: 'ScheduleDownloadResponse';
}

export const scheduleDownload: RpcCodec<ScheduleDownload, ScheduleDownloadResponse> = {
  method: 'ScheduleDownload',
  encodeRequest: (request) =>
    [
      writeText('CommandKey', request.commandKey),
      writeText('FileType', request.fileType),
      writeText('URL', request.url),
      writeText('Username', request.username),
      writeText('Password', request.password),
      writeNumber('FileSize', request.fileSize),
      writeText('TargetFileName', request.targetFileName),
      writeArray('TimeWindowList', 'cwmp:TimeWindowStruct', request.timeWindowList.map(writeTimeWindow)),
    ].join(''),
  decodeRequest: (element, limits) => ({
    method: 'ScheduleDownload',
    commandKey: readText(element, 'CommandKey'),
    fileType: readText(element, 'FileType'),
    url: readText(element, 'URL'),
    username: readText(element, 'Username'),
    password: readText(element, 'Password'),
    fileSize: readNumber(element, 'FileSize'),
    targetFileName: readText(element, 'TargetFileName'),
    timeWindowList: readItems(element, 'TimeWindowList', limits.maxParameters).map(readTimeWindow),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'ScheduleDownloadResponse' }),
};

function writeTimeWindow(window: TimeWindow): string {
  const members = [
    writeNumber('WindowStart', window.windowStart),
    writeNumber('WindowEnd', window.windowEnd),
    writeText('WindowMode', window.windowMode),
    writeText('UserMessage', window.userMessage),
    writeNumber('MaxRetries', window.maxRetries),
  ];
  return `<TimeWindowStruct>${members.join('')}</TimeWindowStruct>`;
}

function readTimeWindow(struct: XmlElement): TimeWindow {
  return {
    windowStart: readNumber(struct, 'WindowStart'),
    windowEnd: readNumber(struct, 'WindowEnd'),
    windowMode: readText(struct, 'WindowMode'),
    userMessage: readText(struct, 'UserMessage'),
    maxRetries: readNumber(struct, 'MaxRetries'),
  };
}
