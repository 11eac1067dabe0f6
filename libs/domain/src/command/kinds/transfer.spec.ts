import { runProgram } from '../testing/run-program.ts';
import { type CpeTraits, PARAMETERS, SimulatedCpe } from '../testing/simulated-cpe.ts';

const SPEC = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://10.0.0.1/image' } as const;
const UPLOAD = { kind: 'upload', fileType: '3 Vendor Configuration File 1', url: 'http://10.0.0.1/up' } as const;

function cpe(traits: Partial<CpeTraits> = {}): SimulatedCpe {
  return new SimulatedCpe({ parameters: PARAMETERS, ...traits });
}

const CANNOT_LIST = { device: { methods: ['Download', 'Upload'] } };

test('all ten arguments are sent, with our CommandKey (case 68)', () => {
  const { sent, command } = runProgram(SPEC, cpe());
  expect(sent).toEqual([
    {
      method: 'Download',
      commandKey: command.commandKey,
      fileType: '1 Firmware Upgrade Image',
      url: 'http://10.0.0.1/image',
      username: '',
      password: '',
      fileSize: 0,
      targetFileName: '',
      delaySeconds: 0,
      successUrl: '',
      failureUrl: '',
    },
  ]);
});

test.each([SPEC, UPLOAD])('$kind: Status 0 is done, and nothing is waited for (case 69)', (spec) => {
  const { command, sent } = runProgram(spec, cpe({ transferStatus: 0, forgetful: true }));
  expect(sent).toHaveLength(1);
  expect(command).toMatchObject({ state: 'completed', outcome: { result: { status: 0 } } });
  expect(command.awaiting).toBeUndefined();
});

test.each([SPEC, UPLOAD])('$kind: Status 1 is done with TransferComplete (case 70)', (spec) => {
  const device = cpe();
  const { command } = runProgram(spec, device);
  expect(command.outcome).toMatchObject({ status: 'completed', result: { completeTime: '2026-01-01T00:00:09Z' } });
  expect(device.executed).toHaveLength(1);
});

test('a TransferComplete with a fault fails it (case 42)', () => {
  const { command } = runProgram(SPEC, cpe({ transferFault: 9018 }));
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'transfer_failed', fault: { faultCode: 9018 } });
});

test('a TransferComplete that never comes ends it at its deadline (case 71)', () => {
  const { command } = runProgram(SPEC, cpe({ forgetful: true }));
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
});

test.each(['answerLost', 'requestLost'] as const)('%s: the CPE is asked for its transfers', (fate) => {
  const device = cpe({ forgetful: fate === 'answerLost' });
  const { sent, command } = runProgram(SPEC, device, { fates: [fate] });
  const methods = sent.map(({ method }) => method);
  expect(device.count('Download')).toBe(1);
  if (fate === 'answerLost') {
    expect(methods).toEqual(['Download', 'GetAllQueuedTransfers']);
    expect(command.outcome).toMatchObject({ reason: 'timed_out' });
  } else {
    expect(methods).toEqual(['Download', 'GetAllQueuedTransfers', 'Download']);
    expect(command.state).toBe('completed');
  }
});

test('a lost answer and a TransferComplete in the next session: done, not asked', () => {
  const device = cpe();
  const { sent, command } = runProgram(SPEC, device, { fates: ['answerLost'] });
  expect(sent.map(({ method }) => method)).toEqual(['Download']);
  expect(command.state).toBe('completed');
});

test('of a CPE that cannot list transfers, a lost one is waited for and never sent again', () => {
  const device = cpe({ forgetful: true });
  const { command, sent } = runProgram(SPEC, device, { fates: ['requestLost'], ...CANNOT_LIST });
  expect(sent).toHaveLength(1);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  expect(runProgram(SPEC, cpe(), { fates: ['answerLost'], ...CANNOT_LIST }).command.state).toBe('completed');
});

test.each([9000, 9002, 'declined'] as const)(
  'a CPE that answers the question with %s is not asked again',
  (refusal) => {
    const device = cpe({
      forgetful: true,
      refuse: ({ method }) => (method === 'GetAllQueuedTransfers' ? refusal : undefined),
    });
    const { command, sent } = runProgram(SPEC, device, { fates: ['requestLost'] });
    expect(sent.map(({ method }) => method)).toEqual(['Download', 'GetAllQueuedTransfers']);
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  },
);

test('a CPE that falls silent over the question is not asked for ever', () => {
  const fates = ['answerLost', 'requestLost', 'requestLost', 'requestLost', 'requestLost', 'requestLost'] as const;
  const { command, sent } = runProgram(SPEC, cpe({ forgetful: true }), { fates });
  expect(sent.length).toBeLessThanOrEqual(4);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
});

test('a transfer that never gets through is given up', () => {
  const fates = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 'requestLost' : 'ok') as 'requestLost' | 'ok');
  const { command, sent } = runProgram(SPEC, cpe(), { fates });
  expect(sent.filter(({ method }) => method === 'Download').length).toBeLessThanOrEqual(4);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
});

test.each([
  [9000, 'not_supported'],
  ['declined', 'not_supported'],
  [9013, 'cpe_fault'],
] as const)('refused with %s: %s', (refusal, reason) => {
  const { command, sent } = runProgram(SPEC, cpe({ refuse: () => refusal }));
  expect(sent).toHaveLength(1);
  expect(command.outcome).toMatchObject({ status: 'failed', reason });
});

test('a delay is waited for on top', () => {
  const slow = runProgram({ ...SPEC, delaySeconds: 7_200 }, cpe({ forgetful: true })).command;
  const quick = runProgram(SPEC, cpe({ forgetful: true })).command;
  expect(Date.parse(slow.deadlineAt) - Date.parse(quick.deadlineAt)).toBe(7_200_000);
});

describe('a file that is here', () => {
  const IMAGE = { kind: 'download', image: 'ab'.repeat(32) } as const;
  const HERE = { kind: 'upload', fileType: '3 Vendor Configuration File' } as const;
  let made = 0;
  const place = () => ({
    ok: true as const,
    url: `http://files/${++made}`,
    username: 'u',
    password: 'p',
    file: { fileType: '1 Firmware Upgrade Image', size: 1_000 },
  });

  beforeEach(() => {
    made = 0;
  });

  test('an image goes with what is known of it, and the place made for this RPC', () => {
    const { sent, command } = runProgram(IMAGE, cpe(), { place });
    expect(sent).toMatchObject([
      {
        method: 'Download',
        fileType: '1 Firmware Upgrade Image',
        fileSize: 1_000,
        url: 'http://files/1',
        username: 'u',
        password: 'p',
      },
    ]);
    expect(command.state).toBe('completed');
  });

  test('what says otherwise of its type is followed', () => {
    const { sent } = runProgram({ ...IMAGE, fileType: '6 Stored Firmware Image' }, cpe(), { place });
    expect(sent).toMatchObject([{ fileType: '6 Stored Firmware Image' }]);
  });

  test('an upload is told where to', () => {
    expect(runProgram(HERE, cpe(), { place }).sent).toMatchObject([{ method: 'Upload', url: 'http://files/1' }]);
  });

  test('what is sent again has a new place', () => {
    const { sent } = runProgram(IMAGE, cpe(), { place, fates: ['requestLost'] });
    const urls = sent.flatMap((request) => ('url' in request ? [request.url] : []));
    expect(urls).toEqual(['http://files/1', 'http://files/2']);
  });

  test.each([IMAGE, HERE])('$kind: without a place nothing is sent, and it is said why', (spec) => {
    const refused = runProgram(spec, cpe(), { place: () => ({ ok: false, why: 'The image is quarantined.' }) });
    expect(refused.sent).toEqual([]);
    expect(refused.command.outcome).toMatchObject({ reason: 'invalid', detail: 'The image is quarantined.' });
    expect(runProgram(spec, cpe()).command.outcome).toMatchObject({ status: 'failed', reason: 'invalid' });
  });
});
