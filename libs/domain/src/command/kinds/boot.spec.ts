import { newCommand } from '../lifecycle.ts';
import { runProgram } from '../testing/run-program.ts';
import { PARAMETERS, SimulatedCpe } from '../testing/simulated-cpe.ts';
import { bootSeen } from './boot.ts';

const CASES = [
  ['reboot', 'Reboot'],
  ['factoryReset', 'FactoryReset'],
] as const;

function cpe(forgetful = false): SimulatedCpe {
  return new SimulatedCpe({ parameters: PARAMETERS, forgetful });
}

describe.each(CASES)('%s', (kind, method) => {
  test('is done when the CPE comes back (cases 74, 75)', () => {
    const device = cpe();
    const { command, sent } = runProgram({ kind }, device);
    expect(sent.map((request) => request.method)).toEqual([method]);
    expect(command.state).toBe('completed');
  });

  test('whose answer was lost happened when the CPE says so: it is not asked again', () => {
    const device = cpe();
    const { command } = runProgram({ kind }, device, { fates: ['answerLost'] });
    expect(device.count(method)).toBe(1);
    expect(command.state).toBe('completed');
  });

  test('that never arrived is asked for again', () => {
    const device = cpe();
    const { command } = runProgram({ kind }, device, { fates: ['requestLost', 'requestLost'] });
    expect(device.count(method)).toBe(1);
    expect(command.state).toBe('completed');
  });

  test('is asked for three times at most', () => {
    const { command, sent } = runProgram({ kind }, cpe(), { fates: Array(9).fill('requestLost') });
    expect(sent).toHaveLength(3);
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
  });

  test('after which the CPE is never heard of fails at its deadline', () => {
    const { command } = runProgram({ kind }, cpe(true));
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
  });

  test('that is not supported says so', () => {
    const device = new SimulatedCpe({ parameters: PARAMETERS, refuse: () => 9000 });
    expect(runProgram({ kind }, device).command.outcome).toMatchObject({ reason: 'not_supported' });
  });
});

describe('a boot', () => {
  const { commandKey } = newCommand({
    id: 'ID',
    deviceId: 'd' as never,
    origin: 'operator',
    spec: { kind: 'reboot' },
    nowMs: 0,
    expiresInS: 1,
  });

  function seen(...events: (readonly [string, string])[]) {
    const informed = events.map(([eventCode, key]) => ({ eventCode, commandKey: key }));
    return bootSeen({ commandKey }, { type: 'informed', sessionId: 's', events: informed });
  }

  test('is ours when its CommandKey is', () => {
    expect(seen(['1 BOOT', ''], ['M Reboot', commandKey])).toEqual({ status: 'completed', result: {} });
  });

  test('of a CPE that forgot the CommandKey counts, with a note', () => {
    expect(seen(['1 BOOT', ''])).toMatchObject({ status: 'completed', result: { note: expect.any(String) } });
  });

  test.each([
    ['a periodic Inform', [['2 PERIODIC', '']]],
    ['another command', [['M Reboot', 'other']]],
    ['nothing', []],
  ] as const)('is not %s', (_, events) => {
    expect(seen(...events)).toBeUndefined();
  });
});
