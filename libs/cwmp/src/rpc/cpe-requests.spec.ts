import { decodeCpeEnvelope } from '../cpe-envelope.ts';
import type { CpeRequest } from '../message.ts';
import { readFixture } from '../spec/fixtures.ts';
import type { DuOperationResult } from './du-state-change-complete.ts';

const installed: DuOperationResult = {
  uuid: '7c1f8f6a-3f0e-4f44-8a3e-0a7b1f4e9d10',
  deploymentUnitRef: 'Device.SoftwareModules.DeploymentUnit.3',
  version: '1.0',
  currentState: 'Installed',
  resolved: true,
  executionUnitRefList: '.SoftwareModules.ExecutionUnit.2,.SoftwareModules.ExecutionUnit.3',
  startTime: '2024-05-17T01:00:00Z',
  completeTime: '2024-05-17T01:00:09Z',
  fault: { faultCode: 0, faultString: '' },
};
const mixedResults: CpeRequest = {
  method: 'DUStateChangeComplete',
  results: [
    installed,
    {
      ...installed,
      uuid: 'b2a0a1de-55f1-4cf8-9d4b-6a1b2c3d4e5f',
      version: '2.1',
      currentState: 'Failed',
      resolved: false,
      fault: { faultCode: 9027, faultString: 'no memory' },
    },
  ],
  commandKey: 'du-1',
};

const cases: Readonly<Record<string, CpeRequest>> = {
  'get-rpc-methods.xml': { method: 'GetRPCMethods' },
  'transfer-complete-success.xml': {
    method: 'TransferComplete',
    commandKey: 'fw-2024-05',
    faultStruct: { faultCode: 0, faultString: '' },
    startTime: '2024-05-17T01:00:00Z',
    completeTime: '2024-05-17T01:04:31Z',
  },
  'transfer-complete-fault-struct-last.xml': {
    method: 'TransferComplete',
    commandKey: ' k ',
    faultStruct: { faultCode: 9018, faultString: 'signature & checksum' },
    startTime: '0001-01-01T00:00:00Z',
    completeTime: '0001-01-01T00:00:00Z',
  },
  'transfer-complete-without-fault-struct.xml': {
    method: 'TransferComplete',
    commandKey: 'k',
    faultStruct: { faultCode: 0, faultString: '' },
    startTime: '',
    completeTime: '',
  },
  'autonomous-transfer-complete.xml': {
    method: 'AutonomousTransferComplete',
    announceUrl: 'http://announce.example/x',
    transferUrl: 'http://files.example/fw.bin?a=1&b=2',
    isDownload: true,
    fileType: '1 Firmware Upgrade Image',
    fileSize: 8388608,
    targetFileName: '',
    faultStruct: { faultCode: 9016, faultString: '404' },
    startTime: '2024-05-17T01:00:00Z',
    completeTime: '0001-01-01T00:00:00Z',
  },
  'du-state-change-complete-mixed.xml': mixedResults,
  'du-state-change-complete-results-as-array.xml': mixedResults,
  'autonomous-du-state-change-complete.xml': {
    method: 'AutonomousDUStateChangeComplete',
    results: [{ ...installed, currentState: 'Uninstalled', resolved: false, operationPerformed: 'Uninstall' }],
  },
  'request-download-args-empty.xml': {
    method: 'RequestDownload',
    fileType: '1 Firmware Upgrade Image',
    fileTypeArg: [],
  },
  'request-download-web-content.xml': {
    method: 'RequestDownload',
    fileType: '2 Web Content',
    fileTypeArg: [{ name: 'Version', value: '4.2' }],
  },
  'kicked.xml': {
    method: 'Kicked',
    command: 'portal',
    referer: 'http://192.168.1.1/',
    arg: 'a=1&b=2',
    next: 'http://portal.example/welcome',
  },
};

describe('requests as CPEs send them', () => {
  test.each(Object.entries(cases))('%s', (name, message) => {
    expect(decodeCpeEnvelope(readFixture(name)).body).toStrictEqual({ kind: 'message', message });
  });

  test('a FaultCode that cannot be read is not taken for success', () => {
    expect(() => decodeCpeEnvelope(readFixture('transfer-complete-fault-code-unreadable.xml'))).toThrow(
      expect.objectContaining({ code: 'invalid_arguments', id: 'id-42', method: 'TransferComplete' }),
    );
  });
});
