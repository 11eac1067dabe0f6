import { parseTextPattern } from '../filter/parse-text-pattern.ts';
import type { Capability, CatalogParts, DeviceMatch, Locator, LocatorsByModel, Override } from './capability.ts';
import { MODEL_KINDS } from './capability.ts';
import { CapabilityCatalog } from './catalog.ts';
import {
  type GroupFile,
  type MatchInFile,
  type NamedFile,
  type OverrideFile,
  UNIQUE_KEYS_FILE,
  type UniqueKeysFile,
} from './catalog-files.ts';
import { isObject, withoutComments } from './catalog-json.ts';
import { catalogProblems } from './catalog-problems.ts';
import { GROUP_FILE, OVERRIDE_FILE, UNIQUE_KEYS } from './catalog-shapes.ts';

export type ReadCatalog = { readonly catalog: CapabilityCatalog } | { readonly problems: readonly string[] };

/** The catalog out of its files (`CatalogFile`), in whatever order; or everything that is wrong with them. */
export function readCatalog(files: readonly NamedFile[]): ReadCatalog {
  const read = sorted(files);
  if (read.problems.length > 0) return { problems: read.problems };
  const twice = namedTwice(read.groups);
  if (twice.length > 0) return { problems: twice };
  const parts: CatalogParts = {
    groups: read.groups.map(({ group }) => group),
    capabilities: Object.fromEntries(read.groups.flatMap(capabilitiesOf)),
    locators: locatorsOf(read.groups),
    overrides: read.overrides,
    uniqueKeys: Object.assign({}, ...read.uniqueKeys),
  };
  const problems = catalogProblems(parts);
  return problems.length > 0 ? { problems } : { catalog: new CapabilityCatalog(parts) };
}

interface Files {
  readonly groups: readonly GroupFile[];
  readonly overrides: readonly Override[];
  readonly uniqueKeys: readonly UniqueKeysFile[];
  readonly problems: readonly string[];
}

function sorted(files: readonly NamedFile[]): Files {
  const groups: GroupFile[] = [];
  const overrides: Override[] = [];
  const uniqueKeys: UniqueKeysFile[] = [];
  const problems: string[] = [];
  for (const { name, json: commented } of files) {
    const json = withoutComments(commented);
    const isKeys = baseName(name) === UNIQUE_KEYS_FILE;
    const isOverride = isObject(json) && Object.hasOwn(json, 'match');
    const check = isOverride ? OVERRIDE_FILE : GROUP_FILE;
    const wrong = (isKeys ? UNIQUE_KEYS : check)(json, name);
    problems.push(...wrong);
    if (wrong.length > 0) continue;
    // Checked: from here on the types hold.
    if (isKeys) uniqueKeys.push(json as UniqueKeysFile);
    else if (isOverride) overrides.push(overrideOf(name, json as unknown as OverrideFile));
    else groups.push(json as GroupFile);
  }
  return { groups, overrides, uniqueKeys, problems };
}

function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function overrideOf(name: string, { title, match, capabilities = {}, locators = {} }: OverrideFile): Override {
  return { name: baseName(name).replace(/\.json$/, ''), title, match: matchOf(match), capabilities, locators };
}

function matchOf({ oui, ...patterns }: MatchInFile): DeviceMatch {
  const parsed = Object.entries(patterns).map(([member, pattern]) => [member, parseTextPattern(pattern)]);
  return { ...(oui === undefined ? {} : { oui }), ...Object.fromEntries(parsed) };
}

function capabilitiesOf({ group, capabilities }: GroupFile): readonly (readonly [string, Capability])[] {
  return Object.entries(capabilities).map(([name, capability]) => [name, { ...capability, group: group.name }]);
}

function locatorsOf(groups: readonly GroupFile[]): LocatorsByModel {
  const ofKind = (kind: (typeof MODEL_KINDS)[number]): Readonly<Record<string, readonly Locator[]>> =>
    Object.assign({}, ...groups.map(({ locators }) => locators?.[kind] ?? {}));
  return Object.fromEntries(MODEL_KINDS.map((kind) => [kind, ofKind(kind)]));
}

function namedTwice(groups: readonly GroupFile[]): readonly string[] {
  const names = groups.flatMap(({ group, capabilities, locators = {} }) => [
    `group ${group.name}`,
    ...Object.keys(capabilities).map((name) => `capability ${name}`),
    ...Object.entries(locators).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `locator ${name} of ${kind}`),
    ),
  ]);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [...new Set(twice)].map((name) => `The ${name} is there twice.`);
}
