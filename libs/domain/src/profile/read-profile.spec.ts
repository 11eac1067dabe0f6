import fc from 'fast-check';
import { PROFILE_LIMITS } from './profile-problem.ts';
import { readProfile } from './read-profile.ts';

/** A reference as profiles write it. */
const ref = (name: string) => `\${${name}}`;

const WHOLE = {
  description: 'Households',
  priority: 100,
  selector: { tags: 'residential', 'attributes.plan': { $in: ['gold', 'silver'] } },
  reboot: 'whenNeeded',
  entries: [
    { capability: 'wifi.2g.ssid', value: ref('attributes.ssid|Home'), mode: 'seed', notify: 'active' },
    { path: 'Device.Time.NTPServer1', value: 'ntp.example.net' },
    { path: 'Device.X_ACME.Debug.', mode: 'forbid' },
    { capability: 'wifi.2g.security', oneOf: ['wpa2', ref('attributes.security|wpa3')], mode: 'observe' },
    {
      table: 'Device.NAT.PortMapping.',
      keys: ['ExternalPort', 'Protocol'],
      prune: 'all',
      rows: { web: { ExternalPort: 443, Protocol: 'TCP', $alias: 'web', $mode: 'seed' } },
    },
    {
      capability: 'parental.rules',
      rows: { kids: { mac: '00:11:22:33:44:55', windows: { rows: { school: { start: '07:00' } } } } },
    },
  ],
} as const;

/** The problems as `pointer code`. */
function problemsOf(json: unknown): readonly string[] {
  const read = readProfile(json);
  return read.ok ? [] : read.problems.map(({ pointer, code }) => `${pointer} ${code}`);
}

const withEntry = (...entries: unknown[]) => ({ priority: 1, selector: {}, entries });

test('a profile is read as it is written', () => {
  expect(readProfile(WHOLE)).toEqual({ ok: true, document: WHOLE });
});

test.each([
  ['no object', [], [' wrong_type']],
  ['nothing', {}, ['/priority wrong_type', '/selector wrong_type', '/entries wrong_type']],
  ['an unknown member', { ...WHOLE, entrys: [] }, ['/entrys unknown_member']],
  [
    'a member of the prototype',
    JSON.parse('{"priority":1,"selector":{},"entries":[],"__proto__":{}}'),
    ['/__proto__ unknown_member'],
  ],
  ['half a priority', { ...WHOLE, priority: 1.5 }, ['/priority wrong_type']],
  [
    'a selector by an unknown field',
    { ...WHOLE, selector: { $or: [{ nope: 1 }] } },
    ['/selector/$or/0/nope bad_selector'],
  ],
  [
    'a selector by what profiles bring about',
    { ...WHOLE, selector: { conditions: 'InSync' } },
    ['/selector/conditions bad_selector'],
  ],
  ['a reboot that is no word of it', { ...WHOLE, reboot: 'now' }, ['/reboot wrong_type']],
])('%s is refused', (_, json, problems) => {
  expect(problemsOf(json)).toEqual(problems);
});

test.each<[string, unknown, string]>([
  ['about nothing', { value: 1 }, '/entries/0 missing'],
  ['about two things', { path: 'Device.A.B', capability: 'x', value: 1 }, '/entries/0/capability contradiction'],
  ['without a value', { path: 'Device.A.B' }, '/entries/0 missing'],
  ['with a value that is an object', { path: 'Device.A.B', value: {} }, '/entries/0/value wrong_type'],
  ['with a number that JSON can not hold', { path: 'Device.A.B', value: 2 ** 60 }, '/entries/0/value bad_value'],
  [
    'with a template that is not closed',
    { path: 'Device.A.B', value: ref('attributes.x').slice(0, -1) },
    '/entries/0/value bad_template',
  ],
  ['with an unknown reference', { path: 'Device.A.B', value: ref('env.HOME') }, '/entries/0/value bad_template'],
  ['with a wildcard', { path: 'Device.A.*.B', value: 1 }, '/entries/0/path bad_path'],
  ['with an alias in the path', { path: 'Device.A.[x].B', value: 1 }, '/entries/0/path bad_path'],
  ['for an object', { path: 'Device.A.', value: 1 }, '/entries/0/path bad_path'],
  ['that forbids a parameter', { path: 'Device.A.B', mode: 'forbid' }, '/entries/0/path bad_path'],
  [
    'that forbids and gives a value',
    { path: 'Device.A.B.', mode: 'forbid', value: 1 },
    '/entries/0/value contradiction',
  ],
  ['with a value and others', { path: 'Device.A.B', value: 1, oneOf: [1] }, '/entries/0/oneOf contradiction'],
  ['with none of several values', { path: 'Device.A.B', oneOf: [] }, '/entries/0/oneOf missing'],
  ['with one of them that is none', { path: 'Device.A.B', oneOf: [1, {}] }, '/entries/0/oneOf/1 wrong_type'],
  ['with a secret among them', { path: 'Device.A.B', oneOf: [ref('secrets.x')] }, '/entries/0/oneOf/0 bad_template'],
  ['that sets one of several once', { path: 'Device.A.B', oneOf: [1], mode: 'seed' }, '/entries/0/oneOf contradiction'],
  ['that forbids several', { path: 'Device.A.B.', oneOf: [1], mode: 'forbid' }, '/entries/0/oneOf contradiction'],
  ['with a mode that is none', { path: 'Device.A.B', value: 1, mode: 'force' }, '/entries/0/mode wrong_type'],
  ['for a table without a dot', { table: 'Device.A.B', rows: {} }, '/entries/0/table bad_path'],
  ['for a table without rows', { table: 'Device.A.B.' }, '/entries/0/rows wrong_type'],
  ['with a row of a bad name', { table: 'Device.A.B.', rows: { 'a b': {} } }, '/entries/0/rows/a b bad_name'],
  [
    'with a row that lacks a key',
    { table: 'Device.A.B.', keys: ['K'], rows: { a: { L: 1 } } },
    '/entries/0/rows/a missing',
  ],
  ['with a key twice', { table: 'Device.A.B.', keys: ['K', 'K'], rows: {} }, '/entries/0/keys/1 contradiction'],
  [
    "with an alias that is the CPE's own",
    { table: 'Device.A.B.', rows: { a: { $alias: 'cpe-1' } } },
    '/entries/0/rows/a/$alias bad_name',
  ],
  [
    'with an unknown member of a row',
    { table: 'Device.A.B.', rows: { a: { $prune: 'all' } } },
    '/entries/0/rows/a/$prune unknown_member',
  ],
  [
    'with a table in a row without a dot',
    { table: 'Device.A.B.', rows: { a: { C: { rows: {} } } } },
    '/entries/0/rows/a/C bad_path',
  ],
])('an entry %s is refused at its place', (_, entry, problem) => {
  expect(problemsOf(withEntry(entry))).toContain(problem);
});

test('two entries about the same contradict each other, and so do an object that is forbidden and what is below it', () => {
  expect(problemsOf(withEntry({ path: 'Device.A.B', value: 1 }, { path: 'Device.A.B', value: 2 }))).toEqual([
    '/entries/1 contradiction',
  ]);
  expect(problemsOf(withEntry({ path: 'Device.A.B.C', value: 1 }, { path: 'Device.A.', mode: 'forbid' }))).toEqual([
    '/entries/0 contradiction',
  ]);
});

test('what is too much is refused, once', () => {
  const value = (n: number) => ({ path: `Device.A.P${n}`, value: 'x'.repeat(40) });
  const many = (count: number) => Array.from({ length: count }, (_, n) => value(n));
  expect(problemsOf(withEntry(...many(PROFILE_LIMITS.entries + 1)))).toEqual(['/entries too_much']);
  expect(problemsOf(withEntry(...many(1_800)))).toEqual([' too_much']);
  const deep = (levels: number): object => ({ rows: { a: levels === 0 ? {} : { 'T.': deep(levels - 1) } } });
  expect(problemsOf(withEntry({ table: 'Device.A.', ...deep(2) }))).toEqual([]);
  expect(problemsOf(withEntry({ table: 'Device.A.', ...deep(3) }))).toEqual([expect.stringMatching(/T\. too_much$/)]);
});

test('whatever comes is read or refused with a place, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
      for (const each of [json, withEntry(json), withEntry({ table: 'Device.A.', rows: json })]) {
        const read = readProfile(each);
        if (!read.ok) expect(read.problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1_000 },
  );
});
