import fc from 'fast-check';
import type { ParameterValue } from '#libs/cwmp';
import { type Fate, runProgram } from './testing/run-program.ts';
import { type CpeTraits, SimulatedCpe } from './testing/simulated-cpe.ts';

/** Objects and parameters at random, three levels deep and up to a few hundred parameters. */
const segment = fc.constantFrom('A', 'B', 'C', '1', '2', '13', '__proto__', 'constructor');
const path = fc.array(segment, { maxLength: 4 }).map((segments) => ['Device', ...segments].join('.'));
const tree = fc.uniqueArray(
  fc.tuple(path, fc.constantFrom('P', 'Q', 'Password', 'Enable')).map(([object, leaf]) => `${object}.${leaf}`),
  { minLength: 1, maxLength: 150 },
);

interface Case {
  readonly names: readonly string[];
  readonly traits: CpeTraits;
}

function parametersOf(names: readonly string[]): ParameterValue[] {
  return names.map((name) => ({ name, value: `value of ${name}`, type: 'string' }));
}

const cpes: fc.Arbitrary<Case> = tree.chain((names) => {
  const objects = names.flatMap((name) => {
    const found: string[] = [];
    for (let dot = name.indexOf('.', 7); dot >= 0; dot = name.indexOf('.', dot + 1)) found.push(name.slice(0, dot + 1));
    return found;
  });
  const paths = [...new Set([...names, ...objects])];
  return fc
    .record({
      unreadable: fc.array(fc.constantFrom(...paths), { maxLength: 12 }),
      readLimit: fc.option(fc.integer({ min: 1, max: 64 }), { nil: Number.POSITIVE_INFINITY }),
      namesLimit: fc.option(fc.integer({ min: 12, max: 200 }), { nil: Number.POSITIVE_INFINITY }),
    })
    .map((traits) => ({ names, traits: { parameters: parametersOf(names), ...traits } }));
});

function objectsIn(names: readonly string[]): number {
  const objects = new Set<string>();
  for (const name of names)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) objects.add(name.slice(0, dot));
  return objects.size;
}

/**
 * Each RPC that is answered reads or lists something new; each one that is refused is cut in two, taken apart, or given
 * up: a binary tree over parameters and objects. On top of that a size that was too large is tried again after each
 * single parameter that was refused for it.
 */
function bound({ names }: Case): number {
  return 10 + 4 * (names.length + objectsIn(names));
}

function readOf(learnt: ReturnType<typeof runProgram>['learnt']): Set<string> {
  return new Set(learnt.flatMap((one) => (one.what === 'values' ? one.values.map(({ name }) => name) : [])));
}

function isUnreadable(name: string, unreadable: readonly string[]): boolean {
  return unreadable.some((bad) => name === bad || (bad.endsWith('.') && name.startsWith(bad)));
}

function unreadableOf(result: ReturnType<typeof runProgram>): readonly string[] {
  const { outcome } = result.command;
  return outcome?.status === 'completed' ? (outcome.result.unreadable ?? []) : [];
}

test('whatever a tree refuses: the reading ends, reads all that can be read, and gives up only what was refused', () => {
  fc.assert(
    fc.property(cpes, (one) => {
      const cpe = new SimulatedCpe(one.traits);
      const result = runProgram({ kind: 'discover' }, cpe, { maxRpcs: bound(one) });
      expect(result.command.state).toBe('completed');
      const read = readOf(result.learnt);
      const given = unreadableOf(result);
      for (const name of one.names) {
        const refused = isUnreadable(name, one.traits.unreadable ?? []);
        if (refused) expect(read).not.toContain(name);
        // Read, unless it is given up itself or stands in an object that is.
        expect(read.has(name) || isUnreadable(name, given)).toBe(true);
      }
      for (const path of given) {
        const inside = one.names.filter((name) => name === path || (path.endsWith('.') && name.startsWith(path)));
        expect(inside.some((name) => isUnreadable(name, one.traits.unreadable ?? []))).toBe(true);
        // An object is given up only after three of its pieces in a row.
        if (!path.endsWith('.')) expect(isUnreadable(path, one.traits.unreadable ?? [])).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('one unreadable parameter costs nothing but itself', () => {
  fc.assert(
    fc.property(tree, fc.nat(), (names, at) => {
      const bad = names[at % names.length] ?? '';
      const cpe = new SimulatedCpe({ parameters: parametersOf(names), unreadable: [bad] });
      const result = runProgram({ kind: 'discover' }, cpe, { maxRpcs: 60 });
      expect([...readOf(result.learnt)].sort()).toEqual(names.filter((name) => name !== bad).sort());
    }),
    { numRuns: 500 },
  );
});

test('what the next device of the model is asked for is not what this one refused', () => {
  fc.assert(
    fc.property(cpes, (one) => {
      const { namesLimit: _, readLimit: __, ...traits } = one.traits;
      const first = runProgram({ kind: 'discover' }, new SimulatedCpe(traits), { maxRpcs: bound(one) });
      const next = new SimulatedCpe(traits);
      const second = runProgram({ kind: 'discover' }, next, { model: first.model, maxRpcs: bound(one) });
      expect(unreadableOf(second)).toEqual([]);
      expect(next.executed).toHaveLength(second.sent.length);
    }),
    { numRuns: 300 },
  );
});

test('lost answers end it in a bounded number of sessions, and never without an outcome', () => {
  const fates = fc.array(fc.constantFrom<Fate>('ok', 'ok', 'ok', 'requestLost', 'answerLost'), { maxLength: 60 });
  fc.assert(
    fc.property(cpes, fates, fc.constantFrom('discover' as const, 'refresh' as const), (one, lost, kind) => {
      const spec = kind === 'discover' ? { kind } : { kind, paths: ['Device.'] };
      const result = runProgram(spec, new SimulatedCpe(one.traits), {
        fates: lost,
        maxRpcs: bound(one) + 2 * lost.length,
      });
      expect(result.command.outcome).toBeDefined();
      if (result.command.state === 'completed') {
        const read = readOf(result.learnt);
        const given = unreadableOf(result);
        const missing = one.names.filter((name) => !read.has(name) && !isUnreadable(name, given));
        expect(missing).toEqual([]);
      } else {
        expect(result.command.outcome).toMatchObject({ status: 'failed', reason: 'timed_out' });
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a device with half of its tree unreadable costs few requests', () => {
  const names = ['Good', 'Bad'].flatMap((half) =>
    Array.from({ length: 500 }, (_, i) => `Device.${half}.Table.${Math.floor(i / 10) + 1}.P${i % 10}`),
  );
  const cpe = new SimulatedCpe({ parameters: parametersOf(names), unreadable: ['Device.Bad.'] });
  const result = runProgram({ kind: 'discover' }, cpe, { maxRpcs: 80 });
  expect(readOf(result.learnt).size).toBe(500);
  expect(unreadableOf(result).length).toBeLessThanOrEqual(51);
});

test('a tree whose root is not known is found by its root (case 61)', () => {
  const cpe = new SimulatedCpe({ parameters: parametersOf(['InternetGatewayDevice.DeviceSummary']) });
  const { sent, command } = runProgram({ kind: 'discover' }, cpe, {
    device: { dataModel: { kind: 'unknown', root: '' } },
  });
  expect(sent.slice(1)).toEqual([
    { method: 'GetParameterNames', parameterPath: '', nextLevel: true },
    { method: 'GetParameterNames', parameterPath: 'InternetGatewayDevice.', nextLevel: false },
    { method: 'GetParameterValues', parameterNames: ['InternetGatewayDevice.'] },
  ]);
  expect(command.state).toBe('completed');
});

test('a device that leads in circles is not followed', () => {
  const [a, b] = ['Device.A.', 'Device.B.'].map((name) => ({ name, writable: true }));
  const cpe = new SimulatedCpe({ parameters: parametersOf(['Device.A.P', 'Device.B.P']), namesLimit: 0 });
  // Lists of one level name objects that are elsewhere, over and over.
  const circular = Object.assign(cpe, {
    answer: ((answer) => (request: Parameters<SimulatedCpe['answer']>[0]) => {
      if (request.method !== 'GetParameterNames' || !request.nextLevel) return answer.call(cpe, request);
      const parameterList = [a, b, a, { name: 'Device.', writable: true }].filter((one) => one !== undefined);
      return { kind: 'response', response: { method: 'GetParameterNamesResponse', parameterList } } as const;
    })(cpe.answer),
  });
  const { command, sent } = runProgram({ kind: 'discover' }, circular, { maxRpcs: 40 });
  expect(command.outcome).toBeDefined();
  expect(sent.length).toBeLessThan(20);
});

test('names that are too many at once are listed level by level, on the next device of the model from the start', () => {
  const names = Array.from({ length: 60 }, (_, i) => `Device.T${i % 6}.P${i}`);
  const cpe = new SimulatedCpe({ parameters: parametersOf(names), namesLimit: 30 });
  const { model, command, learnt } = runProgram({ kind: 'discover' }, cpe);
  expect(command.state).toBe('completed');
  expect(model.namesByLevel).toBe(true);
  expect(readOf(learnt).size).toBe(60);
  const next = runProgram({ kind: 'discover' }, new SimulatedCpe({ parameters: parametersOf(names), namesLimit: 30 }), {
    model,
  });
  expect(next.sent[1]).toEqual({ method: 'GetParameterNames', parameterPath: 'Device.', nextLevel: true });
});

test('the whole tree is asked for a third time when two answers were lost, and then no more', () => {
  const names = ['Device.A.P1', 'Device.B.P2'];
  const discovered = (...lost: readonly Fate[]) =>
    runProgram({ kind: 'discover' }, new SimulatedCpe({ parameters: parametersOf(names) }), {
      fates: ['ok', ...lost],
      maxRpcs: 20,
    });
  const twice = discovered('answerLost', 'requestLost');
  expect(twice.command.state).toBe('completed');
  expect([...readOf(twice.learnt)].sort()).toEqual(names);
  const again = discovered('answerLost', 'requestLost', 'answerLost');
  expect(again.command.outcome).toMatchObject({ reason: 'timed_out', detail: 'The CPE fell silent in 3 sessions.' });
});
