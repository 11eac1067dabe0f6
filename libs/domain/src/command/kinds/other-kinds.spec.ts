import type { AcsRequest } from '#libs/cwmp';
import type { CommandSpec } from '../command.ts';
import { programOf } from '../programs.ts';
import { runProgram } from '../testing/run-program.ts';
import { type CpeTraits, PARAMETERS, SimulatedCpe } from '../testing/simulated-cpe.ts';

const [VERSION = '', INTERVAL = ''] = PARAMETERS.map(({ name }) => name);

function cpe(traits: Partial<CpeTraits> = {}): SimulatedCpe {
  return new SimulatedCpe({ parameters: PARAMETERS, ...traits });
}

function outcome(spec: CommandSpec, traits: Partial<CpeTraits> = {}, options: Parameters<typeof runProgram>[2] = {}) {
  return runProgram(spec, cpe(traits), options).command.outcome;
}

describe('get', () => {
  test('reads what it is asked for', () => {
    expect(outcome({ kind: 'get', paths: [VERSION] })).toEqual({
      status: 'completed',
      result: { values: [PARAMETERS[0]], parameters: 1 },
    });
  });

  test('one path that is refused does not keep the others from being read', () => {
    const result = outcome({ kind: 'get', paths: [VERSION, 'Device.None', INTERVAL] });
    expect(result).toMatchObject({ status: 'completed', result: { parameters: 2, unreadable: ['Device.None'] } });
  });

  test('a fault of its only path is its own', () => {
    const result = outcome({ kind: 'get', paths: ['Device.None'] });
    expect(result).toMatchObject({ status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9005 } });
  });

  test('fails when nothing can be read', () => {
    const result = outcome({ kind: 'get', paths: ['Device.None', 'Device.Neither', 'Device.Nor'] });
    expect(result).toMatchObject({ status: 'failed', fault: { faultCode: 9005 } });
  });

  test('9004 has it read in smaller requests (case 64)', () => {
    const parameters = Array.from({ length: 40 }, (_, i) => ({
      name: `Device.P${i}`,
      value: '',
      type: 'string' as const,
    }));
    const device = new SimulatedCpe({ parameters, readLimit: 6 });
    const { command } = runProgram({ kind: 'get', paths: parameters.map(({ name }) => name) }, device);
    expect(command.outcome).toMatchObject({ status: 'completed', result: { parameters: 40 } });
  });
});

describe('delete', () => {
  const SPEC = { kind: 'delete', objectName: 'Device.NAT.PortMapping.7.' } as const;
  const tables = { 'Device.NAT.PortMapping.': [] };

  test('removes the row, and forgets what was below', () => {
    const device = cpe({ tables });
    device.answer({ method: 'AddObject', objectName: 'Device.NAT.PortMapping.', parameterKey: '' });
    const { command, learnt } = runProgram(SPEC, device);
    expect(command.outcome).toEqual({ status: 'completed', result: { status: 0 } });
    expect(learnt).toContainEqual({ what: 'gone', path: SPEC.objectName });
  });

  test('of what is not there is done (case 60)', () => {
    const { command, learnt } = runProgram(SPEC, cpe({ tables }));
    expect(command.outcome).toMatchObject({ status: 'completed', result: { note: expect.any(String) } });
    expect(learnt).toContainEqual({ what: 'gone', path: SPEC.objectName });
  });

  test('whose answer was lost is sent again, and finds the row gone', () => {
    const device = cpe({ tables });
    device.answer({ method: 'AddObject', objectName: 'Device.NAT.PortMapping.', parameterKey: '' });
    expect(runProgram(SPEC, device, { fates: ['answerLost'] }).command.state).toBe('completed');
  });

  test('that is refused for another reason fails', () => {
    expect(outcome(SPEC, { refuse: () => 9001 })).toMatchObject({ status: 'failed', fault: { faultCode: 9001 } });
  });
});

describe('refresh', () => {
  test('lists and reads its subtree, and nothing else', () => {
    const { sent, command } = runProgram({ kind: 'refresh', paths: ['Device.ManagementServer.'] }, cpe());
    expect(sent).toEqual([
      { method: 'GetParameterNames', parameterPath: 'Device.ManagementServer.', nextLevel: false },
      { method: 'GetParameterValues', parameterNames: ['Device.ManagementServer.'] },
    ]);
    expect(command.outcome).toEqual({ status: 'completed', result: { parameters: 2 } });
  });

  test('of a parameter reads that parameter', () => {
    const { sent } = runProgram({ kind: 'refresh', paths: [VERSION] }, cpe());
    expect(sent[1]).toEqual({ method: 'GetParameterValues', parameterNames: [VERSION] });
  });

  test('forgets what is gone, and goes on', () => {
    const { command, learnt } = runProgram({ kind: 'refresh', paths: ['Device.Old.', VERSION] }, cpe());
    expect(learnt).toContainEqual({ what: 'gone', path: 'Device.Old.' });
    expect(command.outcome).toMatchObject({ status: 'completed', result: { parameters: 1 } });
  });

  test('with the root refused fails with the fault', () => {
    const result = outcome({ kind: 'refresh', paths: ['InternetGatewayDevice.'] });
    expect(result).toMatchObject({ status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9005 } });
  });
});

describe('setAttributes', () => {
  function attribute(over: object = {}) {
    return {
      name: VERSION,
      notificationChange: true,
      notification: 2,
      accessListChange: false,
      accessList: [],
      ...over,
    };
  }

  test('remembers what it set', () => {
    const { learnt, command } = runProgram({ kind: 'setAttributes', attributes: [attribute()] }, cpe());
    expect(command.outcome).toEqual({ status: 'completed', result: {} });
    expect(learnt).toEqual([{ what: 'attributes', attributes: [{ path: VERSION, notification: 2 }] }]);
  });

  test('does not forget what an earlier one set and this one leaves alone (case 65)', () => {
    const only = attribute({
      notificationChange: false,
      notification: 0,
      accessListChange: true,
      accessList: ['Subscriber'],
    });
    const { learnt } = runProgram({ kind: 'setAttributes', attributes: [only] }, cpe(), {
      device: { parameterAttributes: [{ path: VERSION, notification: 2 }] },
    });
    expect(learnt).toEqual([
      { what: 'attributes', attributes: [{ path: VERSION, notification: 2, accessList: ['Subscriber'] }] },
    ]);
  });

  test('lightweight notification is refused for CWMP 1.2, and sent to 1.4 (cases 16, 66)', () => {
    const spec = { kind: 'setAttributes', attributes: [attribute({ notification: 5 })] } as const;
    const old = runProgram(spec, cpe());
    expect(old.sent).toEqual([]);
    expect(old.command.outcome).toMatchObject({ status: 'failed', reason: 'invalid' });
    expect(runProgram(spec, cpe(), { device: { cwmpVersion: '1.4' } }).command.state).toBe('completed');
  });

  test('9009 is the end', () => {
    const spec = { kind: 'setAttributes', attributes: [attribute()] } as const;
    expect(outcome(spec, { refuse: () => 9009 })).toMatchObject({ status: 'failed', fault: { faultCode: 9009 } });
  });
});

describe('scheduleInform', () => {
  test.each([0, -1, Number.NaN])('DelaySeconds %d is refused here (case 77)', (delaySeconds) => {
    const { sent, command } = runProgram({ kind: 'scheduleInform', delaySeconds }, cpe());
    expect(sent).toEqual([]);
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'invalid' });
  });

  test.each([[[]], [['answerLost' as const]]])('is done when the CPE calls (case 77); fates %j', (fates) => {
    expect(runProgram({ kind: 'scheduleInform', delaySeconds: 60 }, cpe(), { fates }).command.state).toBe('completed');
  });

  test('waits for longer than the delay, but not for ever', () => {
    const { command } = runProgram({ kind: 'scheduleInform', delaySeconds: 86_400 }, cpe({ forgetful: true }));
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
    expect(Date.parse(command.deadlineAt) - Date.parse(command.createdAt)).toBeGreaterThan(86_400_000);
  });
});

describe('getRpcMethods', () => {
  test('learns the methods', () => {
    const { command, learnt } = runProgram({ kind: 'getRpcMethods' }, cpe());
    expect(command.outcome).toMatchObject({ status: 'completed', result: { methods: expect.any(Array) } });
    expect(learnt).toMatchObject([{ what: 'methods' }]);
  });
});

describe('rpc', () => {
  function rpc(request: AcsRequest): CommandSpec {
    return { kind: 'rpc', request };
  }

  test('is sent as it is, and shows the answer as it came', () => {
    const request = { method: 'GetParameterValues', parameterNames: [VERSION] } as const;
    const { sent, command, learnt } = runProgram(rpc(request), cpe());
    expect(sent).toEqual([request]);
    expect(command.outcome).toMatchObject({
      result: { response: { method: 'GetParameterValuesResponse', parameterList: [PARAMETERS[0]] } },
    });
    expect(learnt).toMatchObject([{ what: 'values' }]);
  });

  test('its CommandKey is ours, so that what comes later is found', () => {
    const { sent, command } = runProgram(rpc({ method: 'Reboot', commandKey: 'theirs' }), cpe());
    expect(sent).toEqual([{ method: 'Reboot', commandKey: command.commandKey }]);
    expect(command.state).toBe('completed');
  });

  test('CancelTransfer keeps the key of the transfer it is about', () => {
    const { sent } = runProgram(rpc({ method: 'CancelTransfer', commandKey: 'theirs' }), cpe());
    expect(sent).toEqual([{ method: 'CancelTransfer', commandKey: 'theirs' }]);
  });

  test.each([
    [{ method: 'AddObject', objectName: 'Device.T.', parameterKey: '' }],
    [{ method: 'SetVouchers', voucherList: ['AA=='] }],
  ] satisfies [AcsRequest][])('$method, lost, is not sent again', (request) => {
    const { sent, command } = runProgram(rpc(request), cpe(), { fates: ['answerLost'] });
    expect(sent).toHaveLength(1);
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'outcome_unknown' });
  });

  test('ChangeDUState is done with its DUStateChangeComplete (case 78)', () => {
    const { commandKey, ...command } = runProgram(
      rpc({ method: 'ChangeDUState', operations: [], commandKey: '' }),
      cpe(),
      { fates: ['answerLost'] },
    ).command;
    expect(command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
    const result = {
      uuid: '',
      deploymentUnitRef: '',
      version: '',
      currentState: 'Installed',
      resolved: true,
      executionUnitRefList: '',
      startTime: '',
      completeTime: '',
      fault: { faultCode: 0, faultString: '' },
    } as const;
    const bad = { ...result, fault: { faultCode: 9025, faultString: 'no' } };
    const seen = (results: readonly (typeof result | typeof bad)[], key = commandKey) =>
      programOf(command).observed?.({ ...command, commandKey } as never, {
        type: 'du',
        change: { sessionId: 's', commandKey: key, results },
      })?.status;
    expect([seen([result]), seen([result, bad]), seen([bad]), seen([result], 'other')]).toEqual([
      'completed',
      'completed',
      'failed',
      undefined,
    ]);
  });
});
