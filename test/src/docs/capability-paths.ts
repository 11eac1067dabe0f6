import type { Locator, ModelKind, Override, RowsMapping, TableMapping, ValueMapping } from '#libs/domain';

type Locators = Readonly<Record<string, readonly Locator[]>>;

/** Where a capability is in a data model, for people: rows that are found by what they are stand as `{i}`. */
export function capabilityPaths(
  mappings: readonly (ValueMapping | TableMapping)[],
  kind: ModelKind,
  layers: readonly Pick<Override, 'locators'>[],
): readonly string[] {
  const locators: Locators = Object.assign({}, ...layers.map((layer) => layer.locators[kind] ?? {}));
  const paths = mappings.flatMap(pathsOf).map((path) => shown(path, locators));
  return [...new Set(paths)];
}

function pathsOf(mapping: ValueMapping | TableMapping): readonly string[] {
  if (mapping.rows === undefined) return mapping.set.map(({ path }) => path);
  const tables: readonly RowsMapping[] = 'table' in mapping.rows ? [mapping.rows] : mapping.rows;
  return tables.flatMap(({ table, tables: below = {} }) => [
    `${table}{i}.`,
    ...Object.values(below).map((each) => `${table}{i}.${each.table}{i}.`),
  ]);
}

function shown(path: string, locators: Locators): string {
  const [, name, rest] = /^\{([^}]+)\}\.(.*)$/.exec(path) ?? [];
  if (name === undefined || name === 'i') return path.replaceAll('.*.', '.{i}.');
  const table = locators[name]?.[0]?.table;
  return table === undefined ? path : `${shown(table, locators)}{i}.${rest}`;
}
