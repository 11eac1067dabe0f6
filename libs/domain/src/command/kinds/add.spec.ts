import type { AcsRequest } from '#libs/cwmp';
import { runProgram } from '../testing/run-program.ts';
import { type CpeTraits, PARAMETERS, SimulatedCpe } from '../testing/simulated-cpe.ts';

const TABLE = 'Device.NAT.PortMapping.';
const ROW = [
  { name: 'Enable', value: 'false', type: 'boolean' },
  { name: 'ExternalPort', value: '0', type: 'unsignedInt' },
] as const;
const SPEC = {
  kind: 'add',
  objectName: TABLE,
  values: [
    { name: 'ExternalPort', value: '80' },
    { name: 'Enable', value: 'true' },
  ],
} as const;

function cpe(traits: Partial<CpeTraits> = {}): SimulatedCpe {
  return new SimulatedCpe({ parameters: PARAMETERS, tables: { [TABLE]: ROW }, ...traits });
}

function methods(sent: readonly AcsRequest[]): string[] {
  return sent.map(({ method }) => method);
}

const NAMES = 'GetParameterNames';
const ADD = 'AddObject';

test('counts the rows, adds one, learns it, sets its values and reads it back (case 59)', () => {
  const device = cpe();
  device.answer({ method: ADD, objectName: TABLE, parameterKey: '' });
  const { sent, command } = runProgram(SPEC, device);
  expect(methods(sent)).toEqual([NAMES, ADD, NAMES, 'GetParameterValues', 'SetParameterValues', 'GetParameterValues']);
  expect(sent[4]).toEqual({
    method: 'SetParameterValues',
    parameterKey: 'key',
    parameterList: [
      { name: `${TABLE}14.ExternalPort`, value: '80', type: 'unsignedInt' },
      { name: `${TABLE}14.Enable`, value: 'true', type: 'boolean' },
    ],
  });
  expect(command.outcome).toMatchObject({ status: 'completed', result: { instanceNumber: 14, status: 0 } });
  expect(device.values.get(`${TABLE}14.Enable`)?.value).toBe('true');
});

test('without values adds and reads', () => {
  const { sent } = runProgram({ kind: 'add', objectName: TABLE }, cpe());
  expect(methods(sent)).toEqual([NAMES, ADD, NAMES, 'GetParameterValues']);
});

test('an answer that was lost: the row is found in the table and adopted (case 58)', () => {
  const device = cpe();
  const { command, sent } = runProgram(SPEC, device, { fates: ['ok', 'answerLost'] });
  expect(methods(sent).slice(0, 3)).toEqual([NAMES, ADD, NAMES]);
  expect(device.rows(TABLE)).toEqual([7]);
  expect(command.outcome).toMatchObject({
    status: 'completed',
    result: { instanceNumber: 7, note: expect.any(String) },
  });
});

test('a request that was lost: there is no row, and it is sent again', () => {
  const device = cpe();
  const { command } = runProgram(SPEC, device, { fates: ['ok', 'requestLost'] });
  expect(device.rows(TABLE)).toEqual([7]);
  expect(command.state).toBe('completed');
});

test('a table that is listed only once it has a row', () => {
  for (const fates of [[], ['ok', 'requestLost'], ['ok', 'answerLost']] as const) {
    const device = cpe({ hidesEmptyTables: true });
    const { command } = runProgram(SPEC, device, { fates });
    expect(command.outcome).toMatchObject({ status: 'completed', result: { instanceNumber: 7 } });
    expect(device.rows(TABLE)).toEqual([7]);
  }
});

test('a table that was listed and then is denied: whether the row was made is unknown, and none is added', () => {
  const refusals = [undefined, undefined, 9005];
  const device = cpe({ refuse: () => refusals.shift() });
  const { command } = runProgram({ kind: 'add', objectName: TABLE }, device, { fates: ['ok', 'answerLost'] });
  expect(device.count(ADD)).toBe(1);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
});

test('AddObject that is lost again and again is given up', () => {
  const device = cpe();
  const fates = ['ok', 'requestLost', 'ok', 'requestLost', 'ok', 'requestLost'] as const;
  const { command } = runProgram(SPEC, device, { fates });
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  expect(device.rows(TABLE)).toEqual([]);
});

test('two new rows after a lost answer: which one is ours is not guessed', () => {
  const device = cpe();
  const busy = Object.assign(device, {
    answer: ((answer) => (request: AcsRequest) => {
      // The subscriber adds one at the same moment.
      if (request.method === ADD) answer.call(device, request);
      return answer.call(device, request);
    })(device.answer),
  });
  const { command } = runProgram(SPEC, busy, { fates: ['ok', 'answerLost'] });
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  expect(device.rows(TABLE)).toEqual([7, 14]);
});

test.each([0, -1])('a CPE that answers with instance number %i: the row is found in the table', (instanceNumber) => {
  const device = cpe();
  const { command } = runProgram(SPEC, answeringRow(device, instanceNumber, true));
  expect(command.outcome).toMatchObject({ status: 'completed', result: { instanceNumber: 7 } });
  expect(device.rows(TABLE)).toEqual([7]);
});

test('a CPE that says it made a row, but did not, is asked once', () => {
  const { command, sent } = runProgram(SPEC, answeringRow(cpe(), 0, false), { maxRpcs: 20 });
  expect(methods(sent).filter((method) => method === ADD)).toHaveLength(1);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
});

function answeringRow(device: SimulatedCpe, instanceNumber: number, really: boolean): SimulatedCpe {
  const { answer } = device;
  return Object.assign(device, {
    answer: (request: AcsRequest) => {
      if (request.method !== ADD) return answer.call(device, request);
      if (really) answer.call(device, request);
      return { kind: 'response', response: { method: 'AddObjectResponse', instanceNumber, status: 0 } } as const;
    },
  });
}

test('a full table is the end', () => {
  const { command, sent } = runProgram(SPEC, cpe({ refuse: ({ method }) => (method === ADD ? 9004 : undefined) }));
  expect(methods(sent)).toEqual([NAMES, ADD]);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9004 } });
});

test('refused values say that the row is there', () => {
  const { command } = runProgram(
    SPEC,
    cpe({ refuse: ({ method }) => (method === 'SetParameterValues' ? 9007 : undefined) }),
  );
  expect(command.outcome).toMatchObject({ status: 'failed', detail: expect.stringContaining('Row 7 was created') });
});

test('a CPE that falls silent after the row was made: the row is not forgotten', () => {
  const silent = ['ok', 'ok', 'answerLost', 'answerLost', 'answerLost'] as const;
  const { command } = runProgram(SPEC, cpe(), { fates: silent });
  expect(command.outcome).toMatchObject({ status: 'failed', detail: expect.stringContaining('Row 7 was created') });
  const inTheEnd = ['ok', 'ok', 'ok', 'ok', 'ok', 'answerLost', 'answerLost', 'answerLost'] as const;
  expect(runProgram(SPEC, cpe(), { fates: inTheEnd }).command.outcome).toMatchObject({
    status: 'completed',
    result: { instanceNumber: 7 },
  });
});

test('Status 1 leaves a reboot pending', () => {
  const { learnt, command } = runProgram({ kind: 'add', objectName: TABLE }, cpe({ status: 1 }));
  expect(learnt).toContainEqual({ what: 'rebootPending' });
  expect(command.outcome).toMatchObject({ status: 'completed', result: { status: 1 } });
});
