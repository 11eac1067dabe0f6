import type { Desired } from './desired.ts';
import { type DiffFacts, diff } from './diff.ts';
import { beaconOf, isLearning, makePlan, type PlanOrder } from './make-plan.ts';
import { aDesired, aRow, aSetting, aTable, aTree, facts, ORDER } from './testing/a-desired.ts';

const NAT = 'Device.NAT.PortMapping.';

function plan(desired: Partial<Desired>, at: DiffFacts, order: Partial<PlanOrder> = {}) {
  return makePlan(diff(aDesired(desired), at).differences, { ...ORDER, ...order });
}

/** What it does, a word each. */
const doings = (made: ReturnType<typeof makePlan>) => made.steps.map((step) => step.do);

test('nothing to do, no step', () => {
  expect(plan({ settings: [aSetting('Device.A.B', 'x')] }, facts(aTree({ 'Device.A.B': 'x' }))).steps).toEqual([]);
});

test('what is unknown is learnt first, and nothing else is done until then', () => {
  const settings = [aSetting('Device.A.B', 'x'), aSetting('Device.A.C', 'x')];
  const made = plan({ settings }, facts(aTree({ 'Device.A.C': 'y' })));
  expect(made.steps).toEqual([{ do: 'read', paths: ['Device.A.B'] }]);
  expect(isLearning(made)).toBe(true);
});

test('the order: delete, add and read, set, attributes, what may cut the line, read back', () => {
  const made = plan(
    {
      settings: [
        aSetting('Device.ManagementServer.URL', 'http://new/', { risky: true }),
        aSetting('Device.A.B', 'x', { notification: 2 }),
      ],
      tables: [aTable(NAT, [aRow('web', { Port: '443' })], { keys: ['Port'], prune: 'all' })],
    },
    facts(aTree({ 'Device.ManagementServer.URL': 'http://old/', 'Device.A.B': 'y', [`${NAT}1.Port`]: '80' })),
  );
  expect(doings(made)).toEqual(['delete', 'add', 'read', 'set', 'attributes', 'set', 'verify']);
  expect(made.steps.at(-2)).toMatchObject({ risky: true, values: [{ path: 'Device.ManagementServer.URL' }] });
  expect(made.steps.at(-1)).toMatchObject({
    paths: [`${NAT}{${NAT}/web}.Port`, 'Device.A.B', 'Device.ManagementServer.URL'],
  });
});

test('parents are added before the rows in them', () => {
  const schedule = aTable('Schedule.', [aRow('school', { Day: 'Mon' })], { keys: ['Day'] });
  const table = aTable('Device.Hosts.AccessControl.', [aRow('kids', { Mac: 'm' }, { tables: [schedule] })], {
    keys: ['Mac'],
  });
  const kids = 'Device.Hosts.AccessControl./kids';
  const made = plan({ tables: [table] }, facts(aTree({})));
  expect(made.steps.filter((step) => step.do === 'add')).toEqual([
    { do: 'add', table: 'Device.Hosts.AccessControl.', row: kids },
    { do: 'add', table: `Device.Hosts.AccessControl.{${kids}}.Schedule.`, row: `${kids}/Schedule./school` },
  ]);
});

test('values of an object stay together, what switches it on last, in requests of bounded size', () => {
  const object = (name: string, count: number) =>
    Array.from({ length: count }, (_, n) => aSetting(`Device.${name}.${n === 0 ? 'Enable' : `P${n}`}`, 'x'));
  const settings = [...object('A', 3), ...object('B', 3)];
  const tree = aTree(Object.fromEntries(settings.map(({ path }) => [path, 'y'])));
  const sets = plan({ settings }, facts(tree), { writeBatch: 4 }).steps.filter((step) => step.do === 'set');
  expect(sets.map(({ values }) => values.map(({ path }) => path))).toEqual([
    ['Device.A.P1', 'Device.A.P2', 'Device.A.Enable'],
    ['Device.B.P1', 'Device.B.P2', 'Device.B.Enable'],
  ]);
  const large = [aSetting('Device.A.L', 'x'.repeat(20_000)), aSetting('Device.B.L', 'x'.repeat(20_000))];
  const largeTree = aTree({ 'Device.A.L': '', 'Device.B.L': '' });
  expect(doings(plan({ settings: large }, facts(largeTree)))).toEqual(['set', 'set', 'verify']);
});

test('of rows that nobody declared, only so many are deleted at once', () => {
  const tree = aTree(Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${NAT}${n + 1}.Port`, String(n)])));
  const made = plan({ tables: [aTable(NAT, [], { prune: 'all' })] }, facts(tree), { mostDeleted: 3 });
  expect(doings(made)).toEqual(['delete', 'delete', 'delete']);
});

test('a reboot comes when nothing else is to be done, and only where it is allowed', () => {
  const pending = { rebootPending: true };
  expect(doings(plan({}, facts(aTree({})), { ...pending, mayReboot: true }))).toEqual(['reboot']);
  expect(doings(plan({}, facts(aTree({})), pending))).toEqual([]);
});

test('what can not be read back is not read back, and what is only observed is not set', () => {
  const settings = [
    aSetting('Device.A.Password', '', {
      value: { kind: 'secret', parts: [{ secret: 'p' }], stamp: 's' },
      writeOnly: true,
    }),
    aSetting('Device.A.B', 'x', { mode: 'observe' }),
  ];
  const made = plan({ settings }, facts(aTree({ 'Device.A.Password': '', 'Device.A.B': 'y' })));
  expect(doings(made)).toEqual(['set']);
});

test('the same differences make the same plan; another wish makes another', () => {
  const at = facts(aTree({ 'Device.A.B': 'y' }));
  const made = (text: string) => plan({ settings: [aSetting('Device.A.B', text)] }, at).hash;
  expect(made('x')).toBe(made('x'));
  expect(made('x')).not.toBe(made('z'));
});

test('the beacon fits into a ParameterKey', () => {
  expect(beaconOf({ generation: 36, stamp: 'abc' })).toBe('c10.abc');
  expect(beaconOf({ generation: Number.MAX_SAFE_INTEGER, stamp: 'x'.repeat(40) })).toHaveLength(32);
});
