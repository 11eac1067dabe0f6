import fc from 'fast-check';
import type { CommandSpec } from './command.ts';
import { type Fate, runProgram } from './testing/run-program.ts';
import { type CpeTraits, PARAMETERS, SimulatedCpe } from './testing/simulated-cpe.ts';

const TABLE = 'Device.NAT.PortMapping.';
const ROW = [{ name: 'Enable', value: 'false', type: 'boolean' }] as const;
const NAMES = PARAMETERS.map(({ name }) => name);

const spec: fc.Arbitrary<CommandSpec> = fc.constantFrom<CommandSpec>(
  { kind: 'get', paths: [...NAMES, 'Device.None'] },
  { kind: 'set', values: [{ name: NAMES[1] ?? '', value: '600' }] },
  { kind: 'set', values: [{ name: NAMES[1] ?? '', value: '600', type: 'string' }] },
  { kind: 'setAttributes', attributes: [] },
  { kind: 'add', objectName: TABLE },
  { kind: 'add', objectName: TABLE, values: [{ name: 'Enable', value: 'true' }] },
  { kind: 'delete', objectName: `${TABLE}7.` },
  { kind: 'refresh', paths: ['Device.', 'Device.None.'] },
  { kind: 'reboot' },
  { kind: 'factoryReset' },
  { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://10.0.0.1/' },
  { kind: 'upload', fileType: '1 Vendor Configuration File', url: 'http://10.0.0.1/' },
  { kind: 'scheduleInform', delaySeconds: 5 },
  { kind: 'getRpcMethods' },
  { kind: 'discover' },
  { kind: 'rpc', request: { method: 'Reboot', commandKey: '' } },
  { kind: 'rpc', request: { method: 'AddObject', objectName: TABLE, parameterKey: '' } },
  {
    kind: 'rpc',
    request: {
      method: 'Upload',
      commandKey: '',
      fileType: '',
      url: '',
      username: '',
      password: '',
      delaySeconds: 0,
    },
  },
);

const refusal = fc.option(
  fc.constantFrom(9000, 9001, 9002, 9003, 9004, 9005, 9006, 9007, 9010, 0, 99_999, 'declined' as const),
  { nil: undefined, freq: 3 },
);

/** A CPE that refuses at random, as the list says. */
function cpeOf(traits: Omit<CpeTraits, 'parameters'>, refusals: (number | 'declined' | undefined)[]): SimulatedCpe {
  const left = [...refusals];
  return new SimulatedCpe({ parameters: PARAMETERS, tables: { [TABLE]: ROW }, ...traits, refuse: () => left.shift() });
}

const traits = fc.record({
  hidesEmptyTables: fc.boolean(),
  forgetful: fc.boolean(),
  status: fc.constantFrom<0 | 1>(0, 1),
  transferFault: fc.constantFrom(0, 9010),
});
const fates = fc.array(fc.constantFrom<Fate>('ok', 'ok', 'requestLost', 'answerLost'), { maxLength: 30 });
const methods = fc.constantFrom([], ['GetQueuedTransfers'], ['GetAllQueuedTransfers']);

test('whatever is lost and refused: each command ends, with an outcome, after few RPCs', () => {
  fc.assert(
    fc.property(
      spec,
      traits,
      fates,
      fc.array(refusal, { maxLength: 30 }),
      methods,
      (one, cpe, lost, refused, known) => {
        const { command } = runProgram(one, cpeOf(cpe, refused), {
          fates: lost,
          device: { methods: known },
          maxRpcs: 100,
        });
        expect(['completed', 'failed']).toContain(command.state);
        expect(command.outcome?.status).toBe(command.state);
        expect(command.finishedAt).toBeDefined();
        expect(command).not.toHaveProperty('onWire');
        expect(command).not.toHaveProperty('awaiting');
      },
    ),
    { numRuns: 5_000 },
  );
});

test('whatever is lost: a row is made, a reboot done and a file fetched at most once', () => {
  const once = spec.filter(({ kind }) => ['add', 'reboot', 'factoryReset', 'download', 'upload', 'rpc'].includes(kind));
  fc.assert(
    fc.property(
      once,
      traits,
      fates,
      fc.array(refusal, { maxLength: 10 }),
      methods,
      (one, behaviour, lost, refused, known) => {
        // Of a CPE that never says what became of it, or denies a table that it has, nothing can be known.
        const honest = refused.map((code) => (code === 9005 ? 9001 : code));
        const cpe = cpeOf({ ...behaviour, forgetful: false }, honest);
        const { command } = runProgram(one, cpe, { fates: lost, device: { methods: known }, maxRpcs: 100 });
        for (const method of ['AddObject', 'Reboot', 'FactoryReset', 'Download', 'Upload'] as const) {
          expect(cpe.count(method)).toBeLessThanOrEqual(1);
        }
        // What is said to be done was done.
        if (command.state === 'completed') expect(cpe.executed.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 5_000 },
  );
});

test('without losses and refusals everything is completed', () => {
  fc.assert(
    fc.property(spec, (one) => {
      const cpe = cpeOf({}, []);
      if (one.kind === 'delete') cpe.answer({ method: 'AddObject', objectName: TABLE, parameterKey: '' });
      expect(runProgram(one, cpe).command.outcome).toMatchObject({ status: 'completed' });
    }),
    { numRuns: 200 },
  );
});
