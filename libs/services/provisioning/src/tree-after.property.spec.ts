import fc from 'fast-check';
import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { type DeviceId, type Learnt, timestamp, treeAfter } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { keepReported } from './learn.ts';
import { LookUp } from './look-up.ts';

let adapters: EmbeddedAdapters;
let devices = 0;

beforeEach(async () => {
  adapters = await openEmbedded({ dataDir: ':memory:', clock: new ManualClock() });
});
afterEach(() => adapters.close());

const segment = fc.constantFrom('A', 'AB', 'B', '1', '12', '__proto__');
const object = fc.array(segment, { maxLength: 3 }).map((segments) => ['Device', ...segments, ''].join('.'));
const parameter = fc.tuple(object, fc.constantFrom('P', 'P1', 'P12')).map(([path, name]) => path + name);
const type = fc.constantFrom('string' as const, 'unsignedInt' as const);
const values = fc.array(fc.record({ name: parameter, value: fc.constantFrom('', '1', 'x'), type }), { maxLength: 6 });
const names = fc.uniqueArray(fc.record({ name: fc.oneof(object, parameter), writable: fc.boolean() }), {
  maxLength: 8,
  selector: ({ name }) => name,
});
const lesson: fc.Arbitrary<Learnt> = fc.oneof(
  fc.record({ what: fc.constant('values' as const), values }),
  fc.record({
    what: fc.constant('names' as const),
    path: fc.oneof(object, fc.constant('')),
    names,
    nextLevel: fc.boolean(),
  }),
  fc.record({ what: fc.constant('gone' as const), path: fc.oneof(object, parameter, fc.constant('')) }),
);

test('what is known after some lessons is what the store then has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(lesson, { maxLength: 6 }), fc.array(lesson, { maxLength: 6 }), async (first, then) => {
      const { reportedStore } = adapters;
      const id = `device-${++devices}` as DeviceId;
      const keep = async (learnt: readonly Learnt[], nowMs: number) => {
        const look = new LookUp(id, reportedStore, undefined as never, undefined as never, undefined as never);
        await keepReported({ learnt, nowMs, device: { id } } as never, reportedStore, look);
        return reportedStore.read(id, { path: '', limit: 1_000 });
      };
      const before = await keep(first, 1_000);
      const expected = treeAfter(before, then, timestamp(2_000));
      const stored = await keep(then, 2_000);
      expect([...expected.values()].toSorted(byPath)).toEqual([...stored].toSorted(byPath));
    }),
    { numRuns: 300 },
  );
});

function byPath(one: { readonly path: string }, other: { readonly path: string }): number {
  return one.path < other.path ? -1 : 1;
}
