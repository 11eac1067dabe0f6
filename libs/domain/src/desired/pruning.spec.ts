import { diff } from './diff.ts';
import { makePlan } from './make-plan.ts';
import { justListed, prunedTooMany } from './pruning.ts';
import { aDesired, aTable, aTree, facts, ORDER } from './testing/a-desired.ts';

const NAT = 'Device.NAT.PortMapping.';

const treeOf = (rows: number) =>
  aTree(Object.fromEntries(Array.from({ length: rows }, (_, n) => [`${NAT}${n + 1}.Port`, String(n)])));

function differencesOf(rows: number, prune: 'owned' | 'all' | 'unlimited', own = 0) {
  const bound = Array.from({ length: own }, (_, n) => [`${NAT}/r${n}`, { instance: n + 1, owned: true }]);
  const sync = { rows: Object.fromEntries(bound), written: {}, seeded: {} };
  const at = { ...facts(treeOf(rows)), sync };
  return diff(aDesired({ tables: [aTable(NAT, [], { prune })] }), at).differences;
}

test.each([
  ['all', 5, false],
  ['all', 6, true],
  ['unlimited', 6, false],
] as const)(
  'of a table with prune %s and %d rows that nobody declared too many would go: %p',
  (prune, rows, expected) => {
    expect(prunedTooMany(differencesOf(rows, prune), treeOf(rows)).has(NAT)).toBe(expected);
  },
);

test('a fifth of a large table may go, and all rows that the ACS made', () => {
  const some = differencesOf(40, 'all').slice(0, 8);
  expect(prunedTooMany(some, treeOf(40)).size).toBe(0);
  expect(prunedTooMany(differencesOf(40, 'all').slice(0, 9), treeOf(40)).get(NAT)).toMatch(/^9 of 40 rows of/);
  const owned = differencesOf(9, 'owned', 9);
  expect([owned.length, prunedTooMany(owned, treeOf(9)).size]).toEqual([9, 0]);
});

test('a table is listed and read just before rows of it are deleted', () => {
  const differences = differencesOf(1, 'all');
  const look = makePlan(differences, { ...ORDER, listed: new Set() });
  expect(look.steps).toEqual([
    { do: 'list', path: NAT, nextLevel: true },
    { do: 'read', paths: [NAT] },
  ]);
  const report = { set: {}, refused: [], deleted: [], status: 0, beacon: false } as const;
  const looked = { id: 'c', plan: look, report, rows: {} };
  expect(makePlan(differences, { ...ORDER, listed: justListed(looked) }).steps).toEqual([
    { do: 'delete', object: `${NAT}1.` },
  ]);
  expect(justListed({ ...looked, unfinished: true }).size).toBe(0);
  const refused = [{ subject: NAT, code: 9002, text: 'no' }];
  expect(justListed({ ...looked, report: { ...report, refused } }).size).toBe(0);
});
