import { decodeCpeEnvelope } from '../cpe-envelope.ts';
import type { CpeResponse } from '../message.ts';
import { readFixture } from '../spec/fixtures.ts';

const cases: Readonly<Record<string, CpeResponse>> = {
  'get-rpc-methods-response.xml': {
    method: 'GetRPCMethodsResponse',
    methodList: ['GetRPCMethods', 'SetParameterValues', 'Reboot'],
  },
  'set-parameter-values-response.xml': { method: 'SetParameterValuesResponse', status: 1 },
  'set-parameter-values-response-empty.xml': { method: 'SetParameterValuesResponse', status: 0 },
  'get-parameter-values-response.xml': {
    method: 'GetParameterValuesResponse',
    parameterList: [
      { name: 'Device.DeviceInfo.UpTime', value: '86400', type: 'unsignedInt' },
      { name: 'Device.Users.User.1.Password', value: '', type: 'string' },
      { name: 'Device.Time.CurrentLocalTime', value: '2024-05-17T11:30:11+02:00', type: 'dateTime' },
      { name: 'Device.WiFi.SSID.1.SSID', value: ' padded ', type: 'string' },
    ],
  },
  'get-parameter-values-response-empty.xml': { method: 'GetParameterValuesResponse', parameterList: [] },
  'get-parameter-names-response.xml': {
    method: 'GetParameterNamesResponse',
    parameterList: [
      { name: 'Device.WiFi.SSID.', writable: true },
      { name: 'Device.WiFi.SSID.1.', writable: false },
      { name: 'Device.WiFi.SSID.1.SSID', writable: true },
    ],
  },
  'set-parameter-attributes-response.xml': { method: 'SetParameterAttributesResponse' },
  'get-parameter-attributes-response.xml': {
    method: 'GetParameterAttributesResponse',
    parameterList: [
      { name: 'Device.WiFi.SSID.1.SSID', notification: 2, accessList: ['Subscriber'] },
      { name: 'Device.DeviceInfo.UpTime', notification: 0, accessList: [] },
    ],
  },
  'add-object-response.xml': { method: 'AddObjectResponse', instanceNumber: 42, status: 1 },
  'delete-object-response.xml': { method: 'DeleteObjectResponse', status: 0 },
  'reboot-response.xml': { method: 'RebootResponse' },
  'download-response-later.xml': {
    method: 'DownloadResponse',
    status: 1,
    startTime: '0001-01-01T00:00:00Z',
    completeTime: '0001-01-01T00:00:00Z',
  },
  'upload-response-done.xml': {
    method: 'UploadResponse',
    status: 0,
    startTime: '2024-05-17T01:00:00Z',
    completeTime: '2024-05-17T01:00:02Z',
  },
  'schedule-download-response.xml': { method: 'ScheduleDownloadResponse' },
  'factory-reset-response.xml': { method: 'FactoryResetResponse' },
  'schedule-inform-response.xml': { method: 'ScheduleInformResponse' },
  'cancel-transfer-response.xml': { method: 'CancelTransferResponse' },
  'change-du-state-response.xml': { method: 'ChangeDUStateResponse' },
  'set-vouchers-response.xml': { method: 'SetVouchersResponse' },
  'get-queued-transfers-response.xml': {
    method: 'GetQueuedTransfersResponse',
    transferList: [{ commandKey: 'fw-1', state: 2 }],
  },
  'get-all-queued-transfers-response.xml': {
    method: 'GetAllQueuedTransfersResponse',
    transferList: [
      {
        commandKey: 'fw-1',
        state: 1,
        isDownload: true,
        fileType: '1 Firmware Upgrade Image',
        fileSize: 8388608,
        targetFileName: 'fw.bin',
      },
    ],
  },
  'get-options-response.xml': {
    method: 'GetOptionsResponse',
    optionList: [
      {
        optionName: 'VoIP',
        voucherSn: '1234567890',
        state: 3,
        mode: '1',
        startDate: '2024-01-01T00:00:00Z',
        expirationDate: '2025-01-01T00:00:00Z',
        isTransferable: true,
      },
      {
        optionName: 'VPN',
        voucherSn: '0',
        state: 0,
        mode: '2',
        startDate: '2024-01-01T00:00:00Z',
        isTransferable: false,
      },
    ],
  },
};

describe('responses as CPEs send them', () => {
  test.each(Object.entries(cases))('%s', (name, message) => {
    expect(decodeCpeEnvelope(readFixture(name)).body).toStrictEqual({ kind: 'message', message });
  });
});
