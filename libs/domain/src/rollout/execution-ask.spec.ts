import type { RpcAnswer } from '../events/events.ts';
import { type ExecutionAsk, eventOfAnswer, fetchDelayMs, requestOfAsk } from './execution-ask.ts';

const CHECKS = [
  { path: 'Device.A', oneOf: ['Up', 'Idle'] },
  { path: 'Device.B', oneOf: ['1'] },
];
const sessionId = 's1';
const PRE: ExecutionAsk = { do: 'preCheck', sessionId };
const POST: ExecutionAsk = { do: 'postCheck', sessionId };
const DOWNLOAD: ExecutionAsk = { do: 'download', sessionId, commandKey: 'k', image: 'i' };
const LIST: ExecutionAsk = { do: 'listTransfers', sessionId };
const CANCEL: ExecutionAsk = { do: 'cancelTransfer', sessionId, commandKey: 'k' };

function read(values: Readonly<Record<string, string>>): RpcAnswer {
  const parameterList = Object.entries(values).map(([name, value]) => ({ name, value, type: 'string' as const }));
  return { kind: 'response', response: { method: 'GetParameterValuesResponse', parameterList } };
}
function fault(faultCode: number): RpcAnswer {
  return { kind: 'fault', fault: { faultCode, faultString: '', parameterFaults: [] } };
}

test.each([
  [read({ 'Device.A': 'Idle', 'Device.B': '1' }), undefined],
  [read({ 'Device.A': 'Down', 'Device.B': '1' }), 'Device.A is Down.'],
  [read({ 'Device.A': 'Up' }), 'Device.B was not told.'],
  [fault(9005), 'The CPE refused to read what is checked: fault 9005.'],
  [{ kind: 'declined' } as const, 'Device.A was not told.'],
])('%j: %s', (answer, failed) => {
  const told = failed === undefined ? {} : { failed };
  expect(eventOfAnswer(PRE, answer, CHECKS, true)).toEqual({ type: 'preChecked', sessionId, ...told });
  expect(eventOfAnswer(POST, answer, CHECKS, false)).toEqual({
    type: 'postChecked',
    sessionId,
    configured: false,
    ...told,
  });
});

test('the parameters of a check are read by one RPC', () => {
  const twice = [...CHECKS, ...CHECKS];
  expect(requestOfAsk(PRE, twice)).toEqual({
    method: 'GetParameterValues',
    parameterNames: ['Device.A', 'Device.B'],
  });
});

const accepted = { startTime: '', completeTime: '' };
test.each([
  [
    { kind: 'response', response: { method: 'DownloadResponse', status: 1, ...accepted } },
    { kind: 'status', status: 1 },
  ],
  [
    { kind: 'response', response: { method: 'DownloadResponse', status: 0, ...accepted } },
    { kind: 'status', status: 0 },
  ],
  [fault(9016), { kind: 'fault', faultCode: 9016 }],
  [{ kind: 'declined' }, { kind: 'fault', faultCode: 9000 }],
] as const)('a Download answered by %j', (answer, meant) => {
  expect(eventOfAnswer(DOWNLOAD, answer as RpcAnswer, [], true)).toEqual({
    type: 'downloadAnswered',
    sessionId,
    answer: meant,
  });
});

test('an answer to something else leaves the Download unknown', () => {
  const answer: RpcAnswer = { kind: 'response', response: { method: 'RebootResponse' } };
  expect(eventOfAnswer(DOWNLOAD, answer, [], true)).toEqual({ type: 'sessionEnded', sessionId });
});

test('a queue is told with the states that the standard has', () => {
  const transfer = { isDownload: true, fileType: '', fileSize: 0, targetFileName: '' };
  const transferList = [1, 2, 3, 7].map((state) => ({ ...transfer, commandKey: `k${state}`, state }));
  const answer: RpcAnswer = { kind: 'response', response: { method: 'GetAllQueuedTransfersResponse', transferList } };
  expect(eventOfAnswer(LIST, answer, [], true)).toMatchObject({
    queue: [{ state: 1 }, { state: 2 }, { state: 3 }, { commandKey: 'k7', state: 2 }],
  });
  expect(eventOfAnswer(LIST, fault(9000), [], true)).toMatchObject({ type: 'queueAnswered', queue: 'unknown' });
});

test('a transfer that the CPE does not give up is not cancelled', () => {
  expect(eventOfAnswer(CANCEL, fault(9021), [], true)).toMatchObject({ type: 'cancelAnswered', done: false });
});

test('a ScheduleDownload has the windows of the CPE, and its answer is that it waits for them', () => {
  const window = { windowMode: '1 At Any Time', userMessage: '', maxRetries: 0 } as const;
  const timeWindowList = [
    { windowStart: 10, windowEnd: 70, ...window },
    { windowStart: 100, windowEnd: 160, ...window },
  ];
  const ask: ExecutionAsk = { do: 'scheduleDownload', sessionId, commandKey: 'k', image: 'i', timeWindowList };
  const place = { ok: true, url: 'http://f/', username: '', password: '', file: { fileType: '1 F', size: 7 } } as const;
  expect(requestOfAsk(ask, [], place)).toEqual({
    method: 'ScheduleDownload',
    commandKey: 'k',
    fileType: '1 F',
    url: 'http://f/',
    username: '',
    password: '',
    fileSize: 7,
    targetFileName: '',
    timeWindowList,
  });
  expect(fetchDelayMs(ask)).toBe(160_000);
  const answer: RpcAnswer = { kind: 'response', response: { method: 'ScheduleDownloadResponse' } };
  expect(eventOfAnswer(ask, answer, [], true)).toMatchObject({ answer: { kind: 'status', status: 1 } });
});
