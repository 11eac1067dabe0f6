import type { AcsRequest, CpeFault } from '#libs/cwmp';
import type { Desired } from '../../desired/desired.ts';
import { diff } from '../../desired/diff.ts';
import { makePlan } from '../../desired/make-plan.ts';
import type { Plan } from '../../desired/plan.ts';
import { answered } from '../../desired/plan-answers.ts';
import { AT_THE_START, type PlanReport, settled } from '../../desired/plan-progress.ts';
import { requestOf } from '../../desired/plan-requests.ts';
import { aDesired, aRow, aSetting, aTable, aTree, facts, ORDER } from '../../desired/testing/a-desired.ts';
import { unknownModel } from '../../device/model.ts';
import { commandId, newCommand } from '../lifecycle.ts';
import { aDevice, type RunOptions, runProgram } from '../testing/run-program.ts';
import { type CpeTraits, fault, SimulatedCpe } from '../testing/simulated-cpe.ts';
import { reconcile } from './reconcile.ts';

const TABLE = 'Device.NAT.PortMapping.';
const COLUMNS = [
  { name: 'Enable', value: '0', type: 'boolean' },
  { name: 'ExternalPort', value: '0', type: 'unsignedInt' },
] as const;
const [A, B, C, SECRET] = ['Device.X.A', 'Device.X.B', 'Device.X.C', 'Device.X.Password'];

function cpeOf(traits: Partial<CpeTraits> = {}): SimulatedCpe {
  const parameters = [A, B, C, SECRET].map((name = '') => ({ name, value: 'old', type: 'string' }) as const);
  return new SimulatedCpe({ parameters, tables: { [TABLE]: COLUMNS }, ...traits });
}

function planOf(desired: Partial<Desired>, change: Parameters<typeof facts>[1] = {}): Plan {
  const tree = aTree({ [`${A}`]: 'old', [`${B}`]: 'old', [`${C}`]: 'old', [TABLE]: '' });
  return makePlan(diff(aDesired(desired), facts(tree, change)).differences, ORDER);
}

function run(desired: Partial<Desired>, cpe = cpeOf(), options: RunOptions = {}) {
  const result = runProgram({ kind: 'reconcile', plan: planOf(desired) }, cpe, options);
  const told = result.learnt.find((lesson) => lesson.what === 'reconciled');
  if (told === undefined) throw new Error('there is no report');
  return { ...result, report: told.report as PlanReport, rows: told.rows };
}

const three = { settings: [aSetting(`${A}`, 'a'), aSetting(`${B}`, 'b'), aSetting(`${C}`, 'c')] };
const web = {
  tables: [aTable(TABLE, [aRow('web', { ExternalPort: '443', Enable: '1' })], { keys: ['ExternalPort'] })],
};
const methods = (sent: readonly AcsRequest[]) => sent.map(({ method }) => method);
const keysOf = (sent: readonly AcsRequest[]) =>
  sent.flatMap((one) => ('parameterKey' in one ? [one.parameterKey] : []));

test('values are set together, read back, and the last change leaves the beacon', () => {
  const { command, report, sent } = run(three);
  expect(command.outcome).toEqual({
    status: 'completed',
    result: { status: 0, note: '3 values set, 0 rows added, 0 deleted.' },
  });
  expect(methods(sent)).toEqual(['SetParameterValues', 'GetParameterValues']);
  expect(keysOf(sent)).toEqual(['c10.stamp']);
  expect(Object.keys(report.set)).toEqual([A, B, C]);
  expect(report).toMatchObject({ refused: [], beacon: true, status: 0 });
});

test('a row is made, its types are read, and it is set; only the last change has the beacon', () => {
  const cpe = cpeOf();
  const { rows, sent } = run(web, cpe);
  expect(methods(sent)).toEqual([
    'GetParameterNames',
    'AddObject',
    'GetParameterValues',
    'SetParameterValues',
    'GetParameterValues',
  ]);
  expect(keysOf(sent)).toEqual(['key', 'c10.stamp']);
  expect(rows).toEqual({ [`${TABLE}/web`]: 7 });
  expect(cpe.values.get(`${TABLE}7.ExternalPort`)).toEqual({
    name: `${TABLE}7.ExternalPort`,
    value: '443',
    type: 'unsignedInt',
  });
});

test.each([0, 1, 2, 3, 4])('whatever is lost at RPC %i, there is one row in the end', (at) => {
  for (const fate of ['requestLost', 'answerLost'] as const) {
    const cpe = cpeOf();
    const fates = [...Array.from({ length: at }, () => 'ok' as const), fate];
    const { command, report } = run(web, cpe, { fates });
    expect(command.state).toBe('completed');
    expect(report.refused).toEqual([]);
    expect(cpe.rows(TABLE)).toHaveLength(1);
    expect(cpe.count('AddObject')).toBe(1);
  }
});

test('a secret is filled in when it is sent, and is nowhere else', () => {
  const value = { kind: 'secret', parts: ['pre-', { secret: 'wifi' }], stamp: 'v3' } as const;
  const settings = [aSetting(`${SECRET}`, '', { value, writeOnly: true })];
  const cpe = cpeOf();
  const { command, learnt, report } = run({ settings }, cpe, { secrets: { wifi: 'planted' } });
  expect(cpe.values.get(`${SECRET}`)?.value).toBe('pre-planted');
  expect(report.set).toEqual({ [`${SECRET}`]: 'v3' });
  expect(JSON.stringify([command, learnt])).not.toContain('planted');
});

describe('a value that the CPE refuses', () => {
  const refusing =
    (code: number, listed: boolean) =>
    (request: AcsRequest): CpeFault | undefined => {
      if (request.method !== 'SetParameterValues') return undefined;
      const bad = request.parameterList.filter(({ name }) => name === B);
      if (bad.length === 0) return undefined;
      const parameterFaults = bad.map(({ name }) => ({ parameterName: name, faultCode: code, faultString: 'no' }));
      return { ...fault(listed ? 9003 : code), parameterFaults: listed ? parameterFaults : [] };
    };

  test.each([
    ['named', 9007, true],
    ['not named', 9007, false],
    ['not named, for want of resources', 9004, false],
    ['of an unknown name', 9005, false],
  ])('%s, is left out and told; the others are set', (_, code, listed) => {
    const cpe = cpeOf({ refuse: refusing(code, listed) });
    const { command, report } = run(three, cpe);
    expect(command.state).toBe('completed');
    expect(report.refused).toEqual([expect.objectContaining({ subject: B, code })]);
    expect([A, C].map((name) => cpe.values.get(`${name}`)?.value)).toEqual(['a', 'c']);
    expect(cpe.values.get(`${B}`)?.value).toBe('old');
  });

  test('for its type, is sent again with the type that the CPE says', () => {
    const cpe = cpeOf({ parameters: [{ name: `${A}`, value: '1', type: 'boolean' }] });
    const { report } = run({ settings: [aSetting(`${A}`, '0', { type: 'string' })] }, cpe);
    expect(report.refused).toEqual([]);
    expect(cpe.values.get(`${A}`)?.value).toBe('0');
  });
});

test('a row that can not be made is told, and what is in it is left out', () => {
  const cpe = cpeOf({ refuse: ({ method }) => (method === 'AddObject' ? 9004 : undefined) });
  const { command, report } = run({ ...three, ...web }, cpe);
  expect(command.state).toBe('completed');
  expect(report.refused).toEqual([{ subject: `${TABLE}/web`, code: 9004, text: 'fault 9004' }]);
  expect(cpe.values.get(`${A}`)?.value).toBe('a');
});

test('a CPE that does not do the RPC at all is asked once', () => {
  const cpe = cpeOf({ refuse: ({ method }) => (method === 'SetParameterValues' ? 9000 : undefined) });
  const { report, sent } = run(three, cpe);
  expect(methods(sent).filter((method) => method === 'SetParameterValues')).toHaveLength(1);
  expect(report.refused).toHaveLength(3);
});

test('an internal error is tried again, and then taken for an answer', () => {
  const cpe = cpeOf({ refuse: ({ method }, nth) => (method === 'SetParameterValues' && nth < 3 ? 9002 : undefined) });
  expect(run(three, cpe).report.refused).toEqual([]);
  const stubborn = cpeOf({ refuse: ({ method }) => (method === 'SetParameterValues' ? 9002 : undefined) });
  expect(run(three, stubborn, { maxRpcs: 40 }).report.refused).toHaveLength(3);
});

test('what is applied only after a reboot is told, and a reboot is done when the plan says so', () => {
  expect(run(three, cpeOf({ status: 1 })).report.status).toBe(1);
  const plan: Plan = { steps: [{ do: 'reboot' }], hash: 'h', beacon: 'b' };
  const { command, sent } = runProgram({ kind: 'reconcile', plan }, cpeOf());
  expect(methods(sent)).toEqual(['Reboot']);
  expect(command.outcome).toEqual({ status: 'completed', result: {} });
});

describe('a value that can not be filled in any more', () => {
  const value = { kind: 'secret', parts: [{ secret: 'wifi' }], stamp: 'v3' } as const;
  const password = aSetting(`${SECRET}`, '', { value, writeOnly: true });
  const gone = [{ subject: SECRET, code: 0, text: 'the secret in it is not there any more' }];

  test('is left out and told as refused; the rest is set', () => {
    const cpe = cpeOf();
    const { report } = run({ settings: [password, aSetting(`${A}`, 'a')] }, cpe);
    expect(Object.keys(report.set)).toEqual([A]);
    expect(report.refused).toEqual(gone);
    expect(cpe.values.get(`${SECRET}`)?.value).toBe('old');
  });

  test('alone: nothing is sent, and it is told nevertheless', () => {
    const plan = planOf({ settings: [password] });
    const command = newCommand({
      id: commandId(0, new Uint8Array(10)),
      deviceId: aDevice().id,
      origin: 'system',
      spec: { kind: 'reconcile', plan },
      nowMs: 0,
      expiresInS: 60,
    });
    const context = { device: aDevice(), model: unknownModel('m'), reported: [], nowMs: 0 };
    const next = reconcile.next(command as never, context);
    expect(next).toMatchObject({ do: 'finish', learnt: [{ what: 'reconciled', report: { set: {}, refused: gone } }] });
  });
});

describe('a request that is too large for the CPE', () => {
  const tooLarge =
    (most: number, code: number) =>
    (request: AcsRequest): number | undefined =>
      request.method === 'SetParameterValues' && request.parameterList.length > most ? code : undefined;

  test.each([9004, 9002])('(fault %i) passes in halves, and how much passes is known of the model', (code) => {
    const { report, model } = run(three, cpeOf({ refuse: tooLarge(2, code) }));
    expect(Object.keys(report.set)).toEqual([A, B, C]);
    expect(model.writeBatch).toBe(2);
  });

  test('says nothing of the size when one value alone is refused as well', () => {
    const refuse = (request: AcsRequest) =>
      request.method === 'SetParameterValues' && request.parameterList.some(({ name }) => name === C)
        ? 9004
        : undefined;
    const { report, model } = run(three, cpeOf({ refuse }));
    expect(Object.keys(report.set)).toEqual([A, B]);
    expect(model.writeBatch).toBeUndefined();
  });
});

test('of what a CPE tells of a new row only the types of what is set are kept', () => {
  const names = Array.from({ length: 500 }, (_, n) => ({ name: `N${n}`, value: '', type: 'string' }) as const);
  const cpe = cpeOf({ tables: { [TABLE]: [...COLUMNS, ...names] } });
  const plan = planOf(web);
  let progress = settled(plan, AT_THE_START);
  for (let rpc = 0; progress.step < 2; rpc++) {
    const request = requestOf(plan, progress, { parameterKey: '', commandKey: '', secrets: {}, rowPaths: new Map() });
    if (request === undefined || rpc > 9) throw new Error('The plan goes nowhere.');
    progress = settled(plan, answered(plan, progress, cpe.answer(request), { bytes: 0, sessionId: 's' }).progress);
  }
  expect(Object.keys(progress.types).toSorted()).toEqual([`${TABLE}7.Enable`, `${TABLE}7.ExternalPort`]);
});
