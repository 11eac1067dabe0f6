import { eventually } from '../harness/eventually.ts';
import { PORT_MAPPINGS } from '../harness/scripted-cpe/factory-settings.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, openSession, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { MortalAcs } from './mortal-acs.ts';

let acs: MortalAcs;

beforeAll(async () => {
  acs = await MortalAcs.start();
});
afterAll(() => acs.remove());

async function stateOf(id: string): Promise<string> {
  return (await acs.api.finished(id)).state;
}

/**
 * Runs a session up to the first RPC of that method and kills the ACS while the CPE has it: done, but not answered, or
 * lost on the way.
 */
async function killWhileOnTheWire(cpe: SmallCpe, method: string, fate: 'executed' | 'lost'): Promise<void> {
  const rpcs = await runSession(cpe, async (request, execute) => {
    if (request.method !== method) return execute();
    if (fate === 'executed') execute();
    await acs.kill();
    return undefined;
  });
  expect(rpcs.at(-1)?.request.method).toBe(method);
  expect(cpe.executions(method)).toBe(fate === 'executed' ? 1 : 0);
  await acs.restart();
}

test('an Inform that was acknowledged is known after a kill', async () => {
  const cpe = acs.newCpe('KILL_INFORM');
  cpe.events.push(['X 00D09E KILLED', 'this-one']);
  await openSession(cpe);
  await acs.kill();
  cpe.close();
  await acs.restart();
  const informed = await eventually('the Inform is in the history', async () => {
    const events = await acs.api.events(cpe.deviceId).catch(() => []);
    return events.find(({ type }) => type === 'device.informed');
  });
  expect(informed.data.events).toContainEqual({ eventCode: 'X 00D09E KILLED', commandKey: 'this-one' });
  expect(cpe.events).toEqual([]);
});

test('a command that was accepted is there after a kill, and is done', async () => {
  const cpe = await acs.knownCpe('KILL_ACCEPTED');
  const { id } = await acs.api.queue(cpe.deviceId, { kind: 'reboot' });
  await acs.kill();
  await acs.restart();
  expect(await acs.api.command(id)).toMatchObject({ id, state: 'queued', spec: { kind: 'reboot' } });
  expect(methodsIn(await runSession(cpe))).toEqual(['Reboot']);
  await runSession(cpe);
  expect(await stateOf(id)).toBe('completed');
  expect(cpe.executions('Reboot')).toBe(1);
});

describe('AddObject on the wire of a killed ACS', () => {
  const add = { kind: 'add', objectName: PORT_MAPPINGS, values: [{ name: 'Description', value: 'game' }] };

  test('done: the new row is found and adopted', async () => {
    const cpe = await acs.knownCpe('KILL_ADD_DONE');
    cpe.tree.addRow(PORT_MAPPINGS);
    const { id } = await acs.api.queue(cpe.deviceId, add);
    await killWhileOnTheWire(cpe, 'AddObject', 'executed');
    const rpcs = await runSession(cpe);
    expect([rpcs[0]?.request.method, rpcs[0]?.request.text('ParameterPath')]).toEqual([
      'GetParameterNames',
      PORT_MAPPINGS,
    ]);
    expect(await acs.api.finished(id)).toMatchObject({
      state: 'completed',
      outcome: { result: { instanceNumber: 2 } },
    });
    expect(cpe.executions('AddObject')).toBe(1);
    expect(cpe.tree.leaves.get(`${PORT_MAPPINGS}2.Description`)?.value).toBe('game');
  });

  test('lost: it is looked for, and then added once', async () => {
    const cpe = await acs.knownCpe('KILL_ADD_LOST');
    const { id } = await acs.api.queue(cpe.deviceId, add);
    await killWhileOnTheWire(cpe, 'AddObject', 'lost');
    expect(methodsIn(await runSession(cpe)).slice(0, 2)).toEqual(['GetParameterNames', 'AddObject']);
    expect(await stateOf(id)).toBe('completed');
    expect(cpe.executions('AddObject')).toBe(1);
    expect(cpe.tree.rowsOf(PORT_MAPPINGS)).toEqual([1]);
  });

  test('as a raw RPC it is never sent twice: the command says that it does not know', async () => {
    const cpe = await acs.knownCpe('KILL_ADD_RAW');
    const request = { method: 'AddObject', objectName: PORT_MAPPINGS };
    const { id } = await acs.api.queue(cpe.deviceId, { kind: 'rpc', request });
    await killWhileOnTheWire(cpe, 'AddObject', 'executed');
    expect(methodsIn(await runSession(cpe))).toEqual([]);
    expect(await acs.api.finished(id)).toMatchObject({ state: 'failed', outcome: { reason: 'outcome_unknown' } });
    expect(cpe.executions('AddObject')).toBe(1);
  });
});

describe('Download on the wire of a killed ACS', () => {
  const download = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://files.example.net/image' };

  test('done: the CPE lists it, and its TransferComplete is waited for', async () => {
    const cpe = await acs.knownCpe('KILL_LOAD_DONE');
    const { id, commandKey } = await acs.api.queue(cpe.deviceId, download);
    await killWhileOnTheWire(cpe, 'Download', 'executed');
    expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers']);
    expect((await acs.api.command(id)).awaiting?.what).toBe('transferComplete');
    cpe.finishTransfer(commandKey);
    expect(methodsIn(await runSession(cpe))).toEqual([]);
    expect(await stateOf(id)).toBe('completed');
    expect(cpe.executions('Download')).toBe(1);
  });

  test('done and finished meanwhile: its TransferComplete is enough', async () => {
    const cpe = await acs.knownCpe('KILL_LOAD_OVER');
    const { id, commandKey } = await acs.api.queue(cpe.deviceId, download);
    await killWhileOnTheWire(cpe, 'Download', 'executed');
    cpe.finishTransfer(commandKey, 9010, 'Transfer failure');
    expect(methodsIn(await runSession(cpe))).not.toContain('Download');
    expect(await acs.api.finished(id)).toMatchObject({ state: 'failed', outcome: { fault: { faultCode: 9010 } } });
    expect(cpe.executions('Download')).toBe(1);
  });

  test('lost: the CPE does not list it, and it is sent again once', async () => {
    const cpe = await acs.knownCpe('KILL_LOAD_LOST');
    const { id, commandKey } = await acs.api.queue(cpe.deviceId, download);
    await killWhileOnTheWire(cpe, 'Download', 'lost');
    expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers', 'Download']);
    cpe.finishTransfer(commandKey);
    await runSession(cpe);
    expect(await stateOf(id)).toBe('completed');
    expect(cpe.executions('Download')).toBe(1);
  });
});

/** What the CPE does after either ends the command in its next Inform. */
const BOOTS = [
  ['Reboot', { kind: 'reboot' }],
  ['FactoryReset', { kind: 'factoryReset' }],
  ['Reboot', { kind: 'rpc', request: { method: 'Reboot' } }],
  ['FactoryReset', { kind: 'rpc', request: { method: 'FactoryReset' } }],
] as const;

describe.each(BOOTS)('%s on the wire of a killed ACS (%j)', (method, spec) => {
  test('done: the boot completes it', async () => {
    const cpe = await acs.knownCpe(`KILL_DONE_${method}_${spec.kind}`);
    const { id } = await acs.api.queue(cpe.deviceId, spec);
    await killWhileOnTheWire(cpe, method, 'executed');
    expect(methodsIn(await runSession(cpe))).not.toContain(method);
    expect(await stateOf(id)).toBe('completed');
    expect(cpe.executions(method)).toBe(1);
  });

  test('lost: without a boot it is sent again, once', async () => {
    const cpe = await acs.knownCpe(`KILL_LOST_${method}_${spec.kind}`);
    const { id } = await acs.api.queue(cpe.deviceId, spec);
    await killWhileOnTheWire(cpe, method, 'lost');
    expect(methodsIn(await runSession(cpe))).toEqual([method]);
    expect(methodsIn(await runSession(cpe))).not.toContain(method);
    expect(await stateOf(id)).toBe('completed');
    expect(cpe.executions(method)).toBe(1);
  });
});
