import { valueProblem } from '../desired/value-check.ts';
import { CAPABILITY_NAME } from '../profile/read-entry.ts';
import type { Capability, CatalogParts, ModelKind, Override, TableDescription, TableField } from './capability.ts';
import { MODEL_KINDS } from './capability.ts';
import { type Locators, locatorProblems } from './locator-problems.ts';
import { mappingProblems } from './mapping-problems.ts';

/** Everything that is wrong with the data of a catalog; nothing is asked of any device. */
export function catalogProblems(parts: CatalogParts): readonly string[] {
  const capabilities = Object.entries(parts.capabilities);
  return [
    ...groupProblems(parts),
    ...capabilities.flatMap(([name, capability]) => descriptionProblems(name, capability)),
    ...unknownKinds('locators', parts.locators),
    ...MODEL_KINDS.flatMap((kind) => locatorProblems(kind, parts.locators[kind] ?? {})),
    ...capabilities.flatMap(([name, capability]) =>
      modelProblems(name, capability, capability.models, (kind) => parts.locators[kind]),
    ),
    ...parts.overrides.flatMap((override) => overrideProblems(override, parts)),
    ...keyProblems(parts),
  ];
}

function groupProblems({ groups, capabilities }: CatalogParts): readonly string[] {
  const names = groups.map(({ name }) => name);
  const twice = names
    .filter((name, index) => names.indexOf(name) < index)
    .map((name) => `The group ${name} is there twice.`);
  const homeless = Object.entries(capabilities)
    .filter(([, { group }]) => !names.includes(group))
    .map(([name, { group }]) => `${name}: there is no group ${group}`);
  return [...twice, ...homeless];
}

function descriptionProblems(name: string, capability: Capability): readonly string[] {
  const misnamed = CAPABILITY_NAME.test(name) ? [] : [`${name}: this is no name of a capability`];
  if (capability.kind === 'table') return [...misnamed, ...fieldProblems(name, capability)];
  return [...misnamed, ...valueProblems(name, capability)];
}

function fieldProblems(name: string, { fields, tables = {} }: TableDescription): readonly string[] {
  const wrong = Object.entries(fields).flatMap(([field, shape]) => valueProblems(`${name}.${field}`, shape));
  const both = Object.keys(tables)
    .filter((table) => Object.hasOwn(fields, table))
    .map((table) => `${name}: ${table} is a field and a table`);
  return [
    ...wrong,
    ...both,
    ...Object.entries(tables).flatMap(([table, shape]) => fieldProblems(`${name}.${table}`, shape)),
  ];
}

function valueProblems(name: string, shape: TableField): readonly string[] {
  const { type, required, default: preset, enum: words } = shape;
  const problems = [...boundsProblems(shape)];
  for (const value of words ?? []) {
    const problem = valueProblem(value, { type });
    if (problem !== undefined) problems.push(`${value} in the enum ${problem}`);
  }
  const wrong = preset === undefined ? undefined : valueProblem(String(preset), shape);
  if (wrong !== undefined) problems.push(`the default ${wrong}`);
  if (required && preset !== undefined) problems.push('what has a default need not be given');
  return problems.map((problem) => `${name}: ${problem}`);
}

function boundsProblems({ min, max, minLength = 0, maxLength = minLength, type }: TableField): readonly string[] {
  const isNumber = type.endsWith('nt') || type.endsWith('ong');
  return [
    ...((min ?? max) !== undefined && !isNumber ? ['only numbers have bounds'] : []),
    ...(min !== undefined && max !== undefined && min > max ? ['min is above max'] : []),
    ...(minLength > maxLength ? ['minLength is above maxLength'] : []),
  ];
}

function modelProblems(
  name: string,
  capability: Capability,
  models: Capability['models'] | Override['capabilities'][string],
  locatorsOf: (kind: ModelKind) => Locators | undefined,
): readonly string[] {
  const wrong = MODEL_KINDS.flatMap((kind) => {
    const locators = new Set(Object.keys(locatorsOf(kind) ?? {}));
    return (models[kind] ?? []).flatMap((mapping) =>
      mappingProblems(capability, mapping, locators).map((problem) => `${name}, ${kind}: ${problem}`),
    );
  });
  return [...unknownKinds(name, models), ...wrong];
}

function unknownKinds(name: string, models: object): readonly string[] {
  const known: readonly string[] = MODEL_KINDS;
  return Object.keys(models)
    .filter((kind) => !known.includes(kind))
    .map((kind) => `${name}: there is no data model ${kind}`);
}

function overrideProblems(override: Override, parts: CatalogParts): readonly string[] {
  const merged = (kind: ModelKind): Locators => ({ ...parts.locators[kind], ...override.locators[kind] });
  const capabilities = Object.entries(override.capabilities).flatMap(([name, models]) => {
    const capability = Object.hasOwn(parts.capabilities, name) ? parts.capabilities[name] : undefined;
    if (capability === undefined) return [`there is no capability ${name}`];
    return modelProblems(name, capability, models, merged);
  });
  // What is wrong without the override is told already.
  const before = new Set(MODEL_KINDS.flatMap((kind) => locatorProblems(kind, parts.locators[kind] ?? {})));
  const locators = MODEL_KINDS.flatMap((kind) => (override.locators[kind] ? locatorProblems(kind, merged(kind)) : []));
  return [
    ...matchProblems(override),
    ...capabilities,
    ...unknownKinds('locators', override.locators),
    ...locators.filter((problem) => !before.has(problem)),
  ].map((problem) => `Override ${override.name}: ${problem}`);
}

function matchProblems({ match: { oui, ...patterns } }: Override): readonly string[] {
  const said = Object.entries(patterns).filter(([, pattern]) => pattern !== undefined);
  const refused = said.flatMap(([member, pattern]) => ('refused' in pattern ? [`${member}: ${pattern.refused}`] : []));
  const bad = (oui ?? []).filter((each) => !/^[\dA-F]{6}$/i.test(each)).map((each) => `${each} is no OUI`);
  const isOpen = said.length === 0 && (oui ?? []).length === 0;
  return [...(isOpen ? ['it is for every device'] : []), ...refused, ...bad];
}

const TABLE = /^(?:InternetGateway)?Device\.(?:(?:[A-Za-z_][\w-]*|\{i\})\.)*[A-Za-z_][\w-]*\.$/;

function keyProblems({ uniqueKeys }: CatalogParts): readonly string[] {
  return Object.entries(uniqueKeys).flatMap(([table, keys]) => [
    ...(TABLE.test(table) ? [] : [`Unique keys: ${table} is no full path of a table`]),
    ...(keys.length > 0 ? [] : [`Unique keys: ${table} has none`]),
  ]);
}
