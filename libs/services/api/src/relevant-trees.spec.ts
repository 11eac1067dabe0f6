import type { DeviceId, ReportedTree } from '#libs/domain';
import { type Adapters, openAdapters, SystemClock } from '#libs/platform';
import { RelevantTrees } from './relevant-trees.ts';

const [one, two] = ['00A0B1-Box-1', '00A0B1-Box-2'] as [DeviceId, DeviceId];
let adapters: Adapters;
let read: string[];
let trees: RelevantTrees;

beforeEach(async () => {
  adapters = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
  const { reportedStore } = adapters;
  for (const id of [one, two]) {
    const values = ['Device.A.X', 'Device.B.1.Y', 'Device.B.2.Y', 'Device.C.Z'].map((name) => {
      return { name, value: `${name} of ${id}`, type: 'string' as const };
    });
    await reportedStore.mergeValues(id, values, '2026-01-01T00:00:00.000Z');
  }
  read = [];
  const original = reportedStore.read.bind(reportedStore);
  Object.defineProperty(reportedStore, 'read', {
    value: (...[id, query]: Parameters<typeof original>) => {
      read.push(query.path);
      return original(id, query);
    },
  });
  trees = new RelevantTrees(reportedStore);
});
afterEach(() => adapters.close());

const rowsAndX = (tree: ReportedTree) => [tree.value('Device.A.X'), tree.rows('Device.B.').length];

test('of the second device of a kind, only what the first was asked about is read', async () => {
  expect(await trees.ask(one, 'kind', rowsAndX)).toEqual([`Device.A.X of ${one}`, 2]);
  expect(await trees.ask(two, 'kind', rowsAndX)).toEqual([`Device.A.X of ${two}`, 2]);
  expect(read).toEqual(['', 'Device.A.', 'Device.B.']);
});

test('what is asked about beyond that is not missed', async () => {
  await trees.ask(one, 'kind', rowsAndX);
  const all = (tree: ReportedTree) => [...rowsAndX(tree), tree.has('Device.C.Z'), tree.get('Device.C.Z')?.value];
  expect(await trees.ask(two, 'kind', all)).toEqual([`Device.A.X of ${two}`, 2, true, `Device.C.Z of ${two}`]);
  await trees.ask(one, 'kind', all);
  expect(read.slice(3)).toEqual(['', 'Device.A.', 'Device.B.', 'Device.C.']);
});

test.each<[string, (tree: ReportedTree) => unknown, unknown]>([
  ['how many there are', (tree) => tree.size, 4],
  ['all of them', (tree) => [...tree].length, 4],
  ['all below the root', (tree) => [...tree.below('Device.')].length, 4],
  ['all below an object', (tree) => [...tree.below('Device.B.')].length, 2],
  ['rows of the root', (tree) => tree.rows('Device.'), []],
])('%s is never asked of a part', async (_, question, answer) => {
  await trees.ask(one, 'kind', rowsAndX);
  expect(await trees.ask(two, 'kind', question)).toEqual(answer);
  expect(await trees.ask(one, 'kind', question)).toEqual(answer);
});

test('another kind is asked on its own', async () => {
  await trees.ask(one, 'kind', rowsAndX);
  await trees.ask(two, 'other', rowsAndX);
  expect(read).toEqual(['', '']);
});
