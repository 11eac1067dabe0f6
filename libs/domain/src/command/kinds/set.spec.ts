import type { CpeFault, ParameterValue } from '#libs/cwmp';
import { unknownModel } from '../../device/model.ts';
import { newCommand } from '../lifecycle.ts';
import type { CommandOf } from '../program.ts';
import { aDevice, runProgram } from '../testing/run-program.ts';
import { type CpeTraits, fault, PARAMETERS, SimulatedCpe } from '../testing/simulated-cpe.ts';
import { set } from './set.ts';

const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
const SPEC = { kind: 'set', values: [{ name: INTERVAL, value: '600' }] } as const;
const READ = { method: 'GetParameterValues', parameterNames: [INTERVAL] };

function setting(type: ParameterValue['type'], parameterKey = 'key') {
  return { method: 'SetParameterValues', parameterList: [{ name: INTERVAL, value: '600', type }], parameterKey };
}

function cpe(traits: Partial<CpeTraits> = {}): SimulatedCpe {
  return new SimulatedCpe({ parameters: PARAMETERS, ...traits });
}

test('reads unknown types first, sets with them, and reads back (case 56)', () => {
  const { sent, command } = runProgram(SPEC, cpe());
  expect(sent).toEqual([READ, setting('unsignedInt'), READ]);
  expect(command.outcome).toEqual({
    status: 'completed',
    result: { status: 0, values: [{ name: INTERVAL, value: '600', type: 'unsignedInt' }] },
  });
});

test('does not read known types, nor those that came with the command', () => {
  expect(runProgram(SPEC, cpe(), { known: PARAMETERS }).sent).toEqual([setting('unsignedInt'), READ]);
  const typed = { ...SPEC, values: [{ name: INTERVAL, value: '600', type: 'unsignedInt' }] } as const;
  expect(runProgram(typed, cpe()).sent).toEqual([setting('unsignedInt'), READ]);
});

test('sends the ParameterKey of the command, else the one the device has', () => {
  const { sent } = runProgram({ ...SPEC, parameterKey: 'mine' }, cpe(), { known: PARAMETERS });
  expect(sent[0]).toEqual(setting('unsignedInt', 'mine'));
});

test.each<[string, CpeFault]>([
  ['9006', fault(9006)],
  [
    '9006 of one parameter',
    { ...fault(9003), parameterFaults: [{ parameterName: INTERVAL, faultCode: 9006, faultString: '' }] },
  ],
])('%s has the types read again, and is set once more', (_, wrongType) => {
  const known = PARAMETERS.map((one) => ({ ...one, type: 'int' as const }));
  const device = cpe({
    refuse: ({ method }, nth) => (method === 'SetParameterValues' && nth === 1 ? wrongType : undefined),
  });
  const { sent, command } = runProgram(SPEC, device, { known });
  expect(sent).toEqual([setting('int'), READ, setting('unsignedInt'), READ]);
  expect(command.state).toBe('completed');
});

test('9006 for a type that came with the command is set again with the type of the CPE', () => {
  const typed = { ...SPEC, values: [{ name: INTERVAL, value: '600', type: 'string' }] } as const;
  const { sent, command } = runProgram(typed, cpe());
  expect(sent).toEqual([setting('string'), READ, setting('unsignedInt'), READ]);
  expect(command.state).toBe('completed');
});

test('9006 twice is the end', () => {
  const device = cpe({ refuse: ({ method }) => (method === 'SetParameterValues' ? 9006 : undefined) });
  const { sent, command } = runProgram(SPEC, device, { known: PARAMETERS });
  expect(sent).toHaveLength(3);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9006 } });
});

test('Status 1 leaves a reboot pending and reads nothing back (case 54)', () => {
  const { sent, command, learnt } = runProgram(SPEC, cpe({ status: 1 }), { known: PARAMETERS });
  expect(sent).toHaveLength(1);
  expect(command.outcome).toEqual({ status: 'completed', result: { status: 1 } });
  expect(learnt).toContainEqual({ what: 'rebootPending' });
});

test('a refusal shows the faults of all parameters, and is not tried again (case 53)', () => {
  const parameterFaults = [1, 2, 3].map((n) => ({ parameterName: `Device.P${n}`, faultCode: 9007, faultString: 'no' }));
  const refusal = { ...fault(9003), parameterFaults };
  const device = cpe({ refuse: ({ method }) => (method === 'SetParameterValues' ? refusal : undefined) });
  const { sent, command } = runProgram(SPEC, device, { known: PARAMETERS });
  expect(sent).toHaveLength(1);
  expect(command.outcome).toMatchObject({ status: 'failed', fault: { parameterFaults } });
});

test('9002 is tried three times, each time later', () => {
  const device = cpe({ refuse: ({ method }) => (method === 'SetParameterValues' ? 9002 : undefined) });
  const { sent, sentAtMs, command } = runProgram(SPEC, device, { known: PARAMETERS });
  expect(sent).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = sentAtMs;
  expect(second - first).toBeGreaterThanOrEqual(10_000);
  expect(third - second).toBeGreaterThan(second - first);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9002 } });
});

test('what was accepted is not failed because it cannot be read back', () => {
  const device = cpe({ refuse: ({ method }) => (method === 'GetParameterValues' ? 9001 : undefined) });
  expect(runProgram(SPEC, device, { known: PARAMETERS }).command.outcome).toMatchObject({ status: 'completed' });
  const lost = runProgram(SPEC, cpe(), { known: PARAMETERS, fates: ['ok', 'answerLost', 'answerLost', 'answerLost'] });
  expect(lost.command.outcome).toMatchObject({ status: 'completed', result: { note: expect.any(String) } });
});

test('an answer that is lost is asked for again, three times at most', () => {
  expect(runProgram(SPEC, cpe(), { known: PARAMETERS, fates: ['answerLost'] }).command.state).toBe('completed');
  const { sent, command } = runProgram(SPEC, cpe(), { known: PARAMETERS, fates: Array(9).fill('requestLost') });
  expect(sent).toHaveLength(3);
  expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
});

test('names that JavaScript knows are names like any other', () => {
  const name = 'Device.__proto__';
  const device = new SimulatedCpe({ parameters: [{ name, value: '', type: 'boolean' }] });
  const { sent } = runProgram({ kind: 'set', values: [{ name, value: '1' }] }, device);
  expect(sent[1]).toMatchObject({ parameterList: [{ name, value: '1', type: 'boolean' }] });
});

test('an answer is taken for what it is, whatever has been learnt since its request was sent', () => {
  const command = newCommand({
    id: 'x',
    deviceId: aDevice().id,
    origin: 'operator',
    spec: SPEC,
    nowMs: 0,
    expiresInS: 60,
  }) as CommandOf<'set'>;
  const around = { device: aDevice(), model: unknownModel(''), nowMs: 0 };
  const knowing = { ...around, reported: [{ path: INTERVAL, value: '3600', type: 'unsignedInt' as const }] };
  const read = { name: INTERVAL, value: '3600', type: 'unsignedInt' as const };
  const values = {
    kind: 'response',
    response: { method: 'GetParameterValuesResponse', parameterList: [read] },
  } as const;
  expect(set.answered(command, values, knowing, 0)).toMatchObject({ progress: { phase: 'set' } });
  const done = { kind: 'response', response: { method: 'SetParameterValuesResponse', status: 0 } } as const;
  expect(set.answered(command, done, { ...around, reported: [] }, 0)).toMatchObject({ progress: { phase: 'verify' } });
});
