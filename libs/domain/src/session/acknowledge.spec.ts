import fc from 'fast-check';
import { ACS_METHODS, acknowledge, type InSessionRequest } from './acknowledge.ts';

const POLICY = { kickedUrls: ['https://portal.example/kicked', 'http://10.0.0.1:8080'] };
const FAULT = { faultCode: 9018, faultString: 'corrupted' };
const TIMES = { startTime: '2026-01-01T00:00:00Z', completeTime: '2026-01-01T00:01:00Z' };
const RESULT = {
  uuid: 'u',
  deploymentUnitRef: 'd',
  version: '1',
  currentState: 'Failed',
  resolved: false,
  executionUnitRefList: '',
  fault: FAULT,
  ...TIMES,
} as const;

function answerTo(request: InSessionRequest) {
  return acknowledge(request, 'session-1', POLICY);
}

function kicked(next: string): string {
  const { response } = answerTo({ method: 'Kicked', command: 'c', referer: 'r', arg: 'a', next });
  return response.method === 'KickedResponse' ? response.nextUrl : '';
}

test('TransferComplete is kept with its fault and acknowledged (cases 40, 42)', () => {
  const request = { method: 'TransferComplete', commandKey: 'unknown key', faultStruct: FAULT, ...TIMES } as const;
  expect(answerTo(request)).toEqual({
    event: {
      type: 'transfer.completed',
      data: { sessionId: 'session-1', commandKey: 'unknown key', fault: FAULT, ...TIMES },
    },
    response: { method: 'TransferCompleteResponse' },
  });
});

test('AutonomousTransferComplete is kept without a CommandKey (case 43)', () => {
  const autonomous = {
    announceUrl: 'http://a/',
    transferUrl: 'http://b/',
    isDownload: true,
    fileType: '1 Firmware Upgrade Image',
    fileSize: 5,
    targetFileName: '',
  };
  const request = { method: 'AutonomousTransferComplete', faultStruct: FAULT, ...TIMES, ...autonomous } as const;
  expect(answerTo(request)).toEqual({
    event: { type: 'transfer.completed', data: { sessionId: 'session-1', fault: FAULT, ...TIMES, autonomous } },
    response: { method: 'AutonomousTransferCompleteResponse' },
  });
});

test('DUStateChangeComplete keeps each result (case 44)', () => {
  const results = [RESULT, { ...RESULT, fault: { faultCode: 0, faultString: '' } }];
  const { event, response } = answerTo({ method: 'DUStateChangeComplete', commandKey: 'k', results });
  expect(event).toEqual({ type: 'du.changed', data: { sessionId: 'session-1', commandKey: 'k', results } });
  expect(response).toEqual({ method: 'DUStateChangeCompleteResponse' });
});

test('AutonomousDUStateChangeComplete has no CommandKey (case 45)', () => {
  const results = [{ ...RESULT, operationPerformed: 'Install' as const }];
  const { event, response } = answerTo({ method: 'AutonomousDUStateChangeComplete', results });
  expect(event).toEqual({ type: 'du.changed', data: { sessionId: 'session-1', results } });
  expect(response).toEqual({ method: 'AutonomousDUStateChangeCompleteResponse' });
});

test('RequestDownload is acknowledged, also without arguments (case 46)', () => {
  const { event, response } = answerTo({ method: 'RequestDownload', fileType: '2 Web Content', fileTypeArg: [] });
  expect(event).toEqual({
    type: 'download.requested',
    data: { sessionId: 'session-1', fileType: '2 Web Content', args: [] },
  });
  expect(response).toEqual({ method: 'RequestDownloadResponse' });
});

test('GetRPCMethods lists every method of the CPE the ACS takes, itself included (case 48)', () => {
  expect(answerTo({ method: 'GetRPCMethods' })).toEqual({
    response: { method: 'GetRPCMethodsResponse', methodList: ACS_METHODS },
  });
  expect([...ACS_METHODS].sort()).toEqual([
    'AutonomousDUStateChangeComplete',
    'AutonomousTransferComplete',
    'DUStateChangeComplete',
    'GetRPCMethods',
    'Inform',
    'Kicked',
    'RequestDownload',
    'TransferComplete',
  ]);
});

describe('Kicked (case 47)', () => {
  test.each([
    'https://portal.example/kicked',
    'https://portal.example/kicked/a?b=c',
    'http://10.0.0.1:8080/',
    'http://10.0.0.1:8080',
  ])('%s is allowed', (next) => {
    expect(kicked(next)).toBe(next);
  });

  test.each([
    '',
    'https://evil.example/',
    'https://portal.example.evil.example/kicked',
    'https://portal.example/kicked.evil',
    'https://portal.example/kickedx',
    'https://portal.example@evil.example/kicked',
    'http://10.0.0.1:8080@evil.example/',
    'http://10.0.0.1:80801/',
    '//evil.example/',
    'javascript:alert(1)',
    ' https://portal.example/kicked',
    'HTTPS://PORTAL.EXAMPLE/kicked',
  ])('%j is replaced by the first allowed URL', (next) => {
    expect(kicked(next)).toBe('https://portal.example/kicked');
  });

  test('leads nowhere when nothing is allowed', () => {
    const request = { method: 'Kicked', command: '', referer: '', arg: '', next: 'https://evil.example/' } as const;
    expect(acknowledge(request, 's', { kickedUrls: [] }).response).toEqual({ method: 'KickedResponse', nextUrl: '' });
  });

  test('is no open redirect: whatever is asked, the answer has the origin of an allowed URL', () => {
    const origins = POLICY.kickedUrls.map((url) => new URL(url).origin);
    const tail = fc.string({ unit: fc.constantFrom(...'@./\\:?#%2ekx\n\t'), maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom('', ...POLICY.kickedUrls), tail, (start, rest) => {
        expect(origins).toContain(new URL(kicked(start + rest)).origin);
      }),
      { numRuns: 3_000 },
    );
  });
});
