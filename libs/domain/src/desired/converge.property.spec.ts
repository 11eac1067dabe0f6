import fc from 'fast-check';
import type { AcsRequest, CpeFault, ParameterValue } from '#libs/cwmp';
import type { Learnt } from '../command/program.ts';
import { type Fate, runProgram } from '../command/testing/run-program.ts';
import { fault, SimulatedCpe } from '../command/testing/simulated-cpe.ts';
import type { ReportedParameter } from '../device/reported.ts';
import { withNewRows } from './conclude-plan.ts';
import type { Desired } from './desired.ts';
import { boundRows, type Difference, diff } from './diff.ts';
import { makePlan } from './make-plan.ts';
import { ReportedTree } from './reported-tree.ts';
import type { BoundRow } from './sync.ts';
import { aDesired, aRow, aSetting, aTable, facts, ORDER } from './testing/a-desired.ts';

const TABLE = 'Device.T.';
const NAMES = Array.from({ length: 6 }, (_, n) => `Device.A.P${n}`);
const COLUMNS = [
  { name: 'Key', value: '', type: 'string' },
  { name: 'Value', value: '0', type: 'unsignedInt' },
  { name: 'Enable', value: 'false', type: 'boolean' },
] as const;

interface Flaws {
  /** Refused with 9008, by name or without saying which. */
  readonly readOnly: readonly string[];
  readonly saysWhich: boolean;
}

function refusing({ readOnly, saysWhich }: Flaws) {
  return (request: AcsRequest): CpeFault | undefined => {
    if (request.method !== 'SetParameterValues') return undefined;
    const bad = request.parameterList.filter(({ name }) => readOnly.includes(name));
    if (bad.length === 0) return undefined;
    const parameterFaults = bad.map(({ name }) => ({ parameterName: name, faultCode: 9008, faultString: 'read-only' }));
    return { ...fault(saysWhich ? 9003 : 9008), parameterFaults: saysWhich ? parameterFaults : [] };
  };
}

/** A device and what the ACS knows of it. */
class Device {
  readonly known = new Map<string, ReportedParameter>();
  rows: Readonly<Record<string, BoundRow>> = {};
  readonly refused = new Set<string>();
  unresolved: Readonly<Record<string, readonly number[]>> = {};
  rpcs = 0;

  constructor(readonly cpe: SimulatedCpe) {
    for (const { name, value, type } of cpe.values.values()) this.known.set(name, report(name, value, type));
  }

  differences(desired: Desired) {
    const tree = new ReportedTree(this.known.values());
    const sync = { rows: this.rows, written: {}, seeded: {} };
    const found = diff(desired, facts(tree, { sync }));
    return { ...found, differences: found.differences.filter((one) => !this.isRefused(one)) };
  }

  /** As provisioning will do it: the difference, the plan, what the CPE makes of it, and again. */
  converge(desired: Desired, fates: readonly Fate[]): number {
    for (let round = 0; round < 10; round++) {
      const { differences, tables } = this.differences(desired);
      const order = { ...ORDER, unresolved: this.unresolved };
      const plan = makePlan(differences, order);
      expect(makePlan(this.differences(desired).differences, order)).toEqual(plan);
      if (plan.steps.length === 0) return round;
      const { learnt, sent } = runProgram({ kind: 'reconcile', plan }, this.cpe, { fates: round === 0 ? fates : [] });
      this.rpcs += sent.length;
      this.rows = boundRows(tables);
      for (const lesson of learnt) this.learn(lesson);
    }
    throw new Error('It never comes to an end.');
  }

  private isRefused(one: Difference): boolean {
    return 'path' in one && this.refused.has(one.path);
  }

  private learn(lesson: Learnt): void {
    if (lesson.what === 'values') {
      for (const { name, value, type } of lesson.values) this.known.set(name, report(name, value, type));
    }
    if (lesson.what === 'gone') this.forget(lesson.path);
    if (lesson.what === 'names') {
      for (const { name } of lesson.names) this.known.set(name, this.known.get(name) ?? { path: name });
    }
    if (lesson.what === 'reconciled') this.conclude(lesson);
  }

  private forget(object: string): void {
    for (const path of [...this.known.keys()]) if (path.startsWith(object)) this.known.delete(path);
  }

  private conclude({ report, rows, unresolved }: Extract<Learnt, { what: 'reconciled' }>): void {
    this.unresolved = unresolved ? { [unresolved.row]: unresolved.before } : {};
    for (const { subject } of report.refused) this.refused.add(subject);
    this.rows = withNewRows(this.rows, rows);
  }
}

function report(path: string, value: string, type: ParameterValue['type']): ReportedParameter {
  return { path, value, type, readAt: '2026-01-01T00:00:00.000Z' };
}

const value = fc.constantFrom('0', '1', '2', '3');
const key = fc.constantFrom('a', 'b', 'c', 'd');
const settings = fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { selector: ([name]) => name });
const rows = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name });
const before = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name });
const fates = fc.array(fc.constantFrom<Fate>('ok', 'ok', 'ok', 'requestLost', 'answerLost'), { maxLength: 20 });
const flaws = fc.record({
  readOnly: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
  saysWhich: fc.boolean(),
});
const prune = fc.constantFrom('none' as const, 'owned' as const, 'all' as const);

test('any device becomes as declared, or what it refuses is known; never a row twice, and then there is nothing to do', () => {
  fc.assert(
    fc.property(settings, rows, before, prune, flaws, fates, (wanted, declared, there, pruned, flawed, lost) => {
      const parameters: ParameterValue[] = NAMES.map((name) => ({ name, value: '9', type: 'unsignedInt' }));
      for (const [index, [name, number]] of there.entries()) {
        const row = `${TABLE}${index + 1}.`;
        parameters.push({ name: `${row}Key`, value: name, type: 'string' });
        parameters.push({ name: `${row}Value`, value: number, type: 'unsignedInt' });
        parameters.push({ name: `${row}Enable`, value: 'true', type: 'boolean' });
      }
      const cpe = new SimulatedCpe({ parameters, tables: { [TABLE]: COLUMNS }, refuse: refusing(flawed) });
      const desired = aDesired({
        settings: wanted.map(([name, text]) => aSetting(name, text)),
        tables: [
          aTable(
            TABLE,
            declared.map(([name, text]) => aRow(name, { Key: name, Value: text, Enable: '1' })),
            { keys: ['Key'], prune: pruned },
          ),
        ],
      });
      const device = new Device(cpe);
      device.converge(desired, lost);

      for (const [name, text] of wanted) {
        expect([name, cpe.values.get(name)?.value]).toEqual([name, flawed.readOnly.includes(name) ? '9' : text]);
      }
      const keys = cpe.rows(TABLE).map((row) => cpe.values.get(`${TABLE}${row}.Key`)?.value ?? '');
      expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
      for (const [name, text] of declared) {
        const row = cpe.rows(TABLE).find((number) => cpe.values.get(`${TABLE}${number}.Key`)?.value === name);
        expect([name, cpe.values.get(`${TABLE}${row}.Value`)?.value]).toEqual([name, text]);
      }
      const undeclared = there.filter(([name]) => !declared.some(([other]) => other === name));
      for (const [name] of undeclared) expect([name, keys.includes(name)]).toEqual([name, pruned !== 'all']);
      expect(device.differences(desired).differences).toEqual([]);
      expect(device.rpcs).toBeLessThan(120);
      // Again: nothing to do, nothing is sent.
      const sent = device.rpcs;
      expect(device.converge(desired, [])).toBe(0);
      expect(device.rpcs).toBe(sent);
    }),
    { numRuns: 1_000 },
  );
});
