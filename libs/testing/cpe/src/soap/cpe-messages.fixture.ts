import type { CpeMessage, Inform } from '#libs/cwmp';

const INFORM: Inform = {
  method: 'Inform',
  deviceId: { manufacturer: 'A & B', oui: '00D09E', productClass: '', serialNumber: 'x/1' },
  event: [
    { eventCode: '1 BOOT', commandKey: '' },
    { eventCode: 'M Reboot', commandKey: 'k' },
  ],
  maxEnvelopes: 1,
  currentTime: '2026-01-01T00:00:00Z',
  retryCount: 0,
  parameterList: [{ name: 'Device.A', value: '1', type: 'unsignedInt' }],
};
const times = { startTime: '2026-01-01T00:00:00Z', completeTime: '2026-01-01T00:00:01Z' };
const faultStruct = { faultCode: 0, faultString: '' };
const duResult = {
  uuid: 'u',
  deploymentUnitRef: 'r',
  version: '1',
  currentState: 'Installed',
  resolved: true,
  executionUnitRefList: '',
  ...times,
  fault: faultStruct,
};

/** One of every message a CPE can send, the Inform first. */
export const CPE_MESSAGES: readonly [Inform, ...CpeMessage[]] = [
  INFORM,
  { method: 'TransferComplete', commandKey: 'k', faultStruct, ...times },
  {
    method: 'AutonomousTransferComplete',
    announceUrl: '',
    transferUrl: 'http://x',
    isDownload: true,
    fileType: '1 F',
    fileSize: 1,
    targetFileName: '',
    faultStruct,
    ...times,
  },
  { method: 'DUStateChangeComplete', results: [duResult, duResult], commandKey: 'k' },
  { method: 'AutonomousDUStateChangeComplete', results: [{ ...duResult, operationPerformed: 'Install' }] },
  { method: 'RequestDownload', fileType: '2 Web Content', fileTypeArg: [{ name: 'Version', value: '1' }] },
  { method: 'Kicked', command: 'c', referer: 'r', arg: 'a', next: 'n' },
  { method: 'GetRPCMethods' },
  { method: 'GetRPCMethodsResponse', methodList: ['Reboot', 'Download'] },
  { method: 'SetParameterValuesResponse', status: 1 },
  { method: 'GetParameterValuesResponse', parameterList: [{ name: 'A.B', value: 'AAEC', type: 'base64' }] },
  { method: 'GetParameterNamesResponse', parameterList: [{ name: 'A.', writable: false }] },
  { method: 'SetParameterAttributesResponse' },
  {
    method: 'GetParameterAttributesResponse',
    parameterList: [{ name: 'A.B', notification: 2, accessList: ['Subscriber'] }],
  },
  { method: 'AddObjectResponse', instanceNumber: 42, status: 0 },
  { method: 'DeleteObjectResponse', status: 0 },
  { method: 'RebootResponse' },
  { method: 'DownloadResponse', status: 1, ...times },
  { method: 'UploadResponse', status: 0, ...times },
  { method: 'ScheduleDownloadResponse' },
  { method: 'FactoryResetResponse' },
  { method: 'ScheduleInformResponse' },
  { method: 'CancelTransferResponse' },
  { method: 'ChangeDUStateResponse' },
  { method: 'SetVouchersResponse' },
  { method: 'GetQueuedTransfersResponse', transferList: [{ commandKey: 'k', state: 1 }] },
  {
    method: 'GetAllQueuedTransfersResponse',
    transferList: [{ commandKey: 'k', state: 2, isDownload: true, fileType: '1 F', fileSize: 9, targetFileName: 't' }],
  },
  {
    method: 'GetOptionsResponse',
    optionList: [
      { optionName: 'o', voucherSn: '1', state: 0, mode: '0', startDate: times.startTime, isTransferable: false },
    ],
  },
];
