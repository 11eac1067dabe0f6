import { readCatalog } from './read-catalog.ts';
import { aDevice, CATALOG_FILES } from './testing/a-catalog.ts';

const [HOME, ACME, UNIQUE_KEYS] = CATALOG_FILES;

function problemsOf(...files: readonly { readonly name: string; readonly json: unknown }[]): readonly string[] {
  const read = readCatalog(files);
  return 'problems' in read ? read.problems : [];
}

test('files become a catalog, in whatever order they come', () => {
  const read = readCatalog(CATALOG_FILES.toReversed());
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const { catalog } = read;
  expect(catalog.names()).toEqual(Object.keys(HOME.json.capabilities));
  expect(catalog.groups).toEqual([HOME.json.group]);
  expect(catalog.find('time.enable')).toMatchObject({ kind: 'value', group: 'home', type: 'boolean' });
  expect(catalog.uniqueKeys('Device.Hosts.AccessControl.4.Schedule.')).toEqual(['StartTime']);
  expect(catalog.parts.overrides).toMatchObject([
    { name: 'acme', match: { manufacturer: { text: 'Acme', start: true, end: false } } },
  ]);
  const acme = catalog.for(aDevice({ manufacturer: 'ACME Inc' }));
  expect(acme.valueMappings('time.enable')).toEqual([{ set: [{ path: 'Time.X_ACME_On' }] }]);
});

test('a file survives being JSON, and comments in it mean nothing', () => {
  const json: unknown = JSON.parse(JSON.stringify({ ...HOME.json, $comment: 'TR-181 2.16' }));
  expect(problemsOf({ name: 'home.json', json })).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['x.json', [], 'x.json: an object is needed'],
  ['x.json', { group: HOME.json.group }, 'x.json: capabilities is missing'],
  ['x.json', { ...HOME.json, locator: {} }, 'x.json: locator is not known'],
  ['x.json', { ...HOME.json, locators: { tr069: {} } }, 'x.json/locators: tr069 is not known'],
  ['x.json', { ...HOME.json, capabilities: { a: { kind: 'value' } } }, 'x.json/capabilities/a: summary is missing'],
  [
    'x.json',
    { ...HOME.json, capabilities: { a: { kind: 'rows' } } },
    'x.json/capabilities/a/kind: one of value, table is needed',
  ],
  ['y.json', { title: 'Y', match: { oui: 'AABBCC' } }, 'y.json/match/oui: a list is needed'],
  ['y.json', { title: 1, match: {} }, 'y.json/title: a text is needed'],
  ['unique-keys.json', { 'Device.X.': 'Name' }, 'unique-keys.json/Device.X.: a list is needed'],
])('%s of the wrong form is named: %j', (name, json, problem) => {
  expect(problemsOf({ name, json })).toContain(problem);
});

test('what two files define is told once', () => {
  expect(problemsOf(HOME, { ...HOME, name: 'other.json' })).toEqual(
    expect.arrayContaining([
      'The group home is there twice.',
      'The capability wifi.ssid is there twice.',
      'The locator wifi.ap of tr181 is there twice.',
    ]),
  );
});

test('mistakes in what the data says are told as well', () => {
  expect(problemsOf(ACME, UNIQUE_KEYS)).toEqual(['Override acme: there is no capability time.enable']);
});
