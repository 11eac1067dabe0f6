import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalog } from '#libs/domain';
import { capabilityCatalog } from './capability-catalog.ts';
import { CATALOG_FILES } from './catalog-files.ts';
import { projectRoot } from './testing/example-profile.ts';

test('nothing is wrong with the data', () => {
  const read = readCatalog(CATALOG_FILES);
  expect('problems' in read ? read.problems : []).toEqual([]);
});

test('no file of the folder is left out', () => {
  const folder = join(projectRoot(import.meta.dirname), 'libs/capabilities/src/data');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  expect(CATALOG_FILES.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
});

test('the catalog is read once', () => {
  expect(capabilityCatalog()).toBe(capabilityCatalog());
});

test('every summary is one sentence', () => {
  const catalog = capabilityCatalog();
  const summaries = catalog.names().flatMap((name) => {
    const capability = catalog.find(name);
    if (capability === undefined) return [];
    const fields = capability.kind === 'table' ? Object.values(capability.fields) : [];
    return [capability, ...fields].map(({ summary }) => summary);
  });
  expect(summaries.length).toBeGreaterThan(200);
  expect(summaries.filter((summary) => !/^[A-Z].*\.$/.test(summary))).toEqual([]);
});

test('every capability has a name below its group, and is mapped somewhere', () => {
  const catalog = capabilityCatalog();
  const homeless = catalog.names().filter((name) => !name.startsWith(`${catalog.find(name)?.group}.`));
  expect(homeless).toEqual([]);
  const { overrides } = catalog.parts;
  const nowhere = catalog.names().filter((name) => {
    const models = [catalog.find(name)?.models ?? {}, ...overrides.map(({ capabilities }) => capabilities[name] ?? {})];
    return models.every((model) => Object.values(model).every((mappings) => mappings.length === 0));
  });
  expect(nowhere).toEqual([]);
});

test('whatever holds a secret is said to be one', () => {
  const catalog = capabilityCatalog();
  const open = catalog.names().flatMap((name) => {
    const capability = catalog.find(name);
    if (capability === undefined) return [];
    const shapes: [string, { readonly secret?: boolean }][] =
      capability.kind === 'table' ? Object.entries(capability.fields) : [[name, capability]];
    return shapes
      .filter(([shape, { secret }]) => /pass(?:word|phrase)$/i.test(shape) && !secret)
      .map(([shape]) => shape);
  });
  expect(open).toEqual([]);
});

test('a passphrase of a network has 8 to 63 characters', () => {
  const catalog = capabilityCatalog();
  const phrases = catalog.names().filter((name) => /^wifi\..*passphrase$/.test(name));
  expect(phrases).toHaveLength(6);
  for (const name of phrases) expect(catalog.find(name)).toMatchObject({ minLength: 8, maxLength: 63 });
});
