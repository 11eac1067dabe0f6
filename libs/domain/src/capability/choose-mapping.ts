import type { ReportedTree } from '../desired/reported-tree.ts';
import { notSupported, type Refusal } from './apply-rule.ts';
import type { RowsMapping, TableDescription, TableMapping } from './capability.ts';
import type { DeviceCatalog } from './catalog.ts';
import type { RowLocator } from './locate-rows.ts';
import { hasSample, isTableThere, sampleParameter } from './table-samples.ts';

/** A table of a mapping on this device. */
export interface PlacedTable {
  readonly mapping: RowsMapping;
  /** Full path with final dot. */
  readonly path: string;
}

export type ChosenMapping = { readonly tables: readonly PlacedTable[] } | { readonly refusal: Refusal };

interface Choosing {
  readonly catalog: DeviceCatalog;
  readonly tree: ReportedTree;
  readonly locator: RowLocator;
}

/**
 * The first mapping whose tables and columns the CPE has; else the first that lacks only columns that a row can be
 * without. What is declared has no say: a row more must not move the others to another table.
 */
export function chooseMapping(name: string, shape: TableDescription, at: Choosing): ChosenMapping {
  const there: (readonly PlacedTable[])[] = [];
  const refusals: Refusal[] = [];
  for (const mapping of at.catalog.tableMappings(name)) {
    const placed = place(mapping, at);
    if ('refusal' in placed) refusals.push(placed.refusal);
    else there.push(placed.tables);
  }
  const complete = there.find((tables) => tables.every((table) => lacking(table, undefined, at.tree) === undefined));
  if (complete) return { tables: complete };
  for (const tables of there) {
    const column = tables.map((table) => lacking(table, shape, at.tree)).find((lacked) => lacked !== undefined);
    if (column === undefined) return { tables };
    refusals.unshift(notSupported(`the CPE has no ${column}`).refusal);
  }
  return { refusal: refusals[0] ?? notSupported(`no table for it is known in ${at.catalog.modelName}`).refusal };
}

function place({ rows }: TableMapping, { locator, tree }: Choosing): ChosenMapping {
  const tables: PlacedTable[] = [];
  for (const mapping of rows) {
    const located = locator.resolve(mapping.table);
    if ('problem' in located) return notSupported(located.problem);
    if (!isTableThere(tree, located.path)) return notSupported(`the CPE has no ${located.path}`);
    tables.push({ mapping, path: located.path });
  }
  return { tables };
}

/** A column that the rows of the CPE do not have. With a shape: only of those that no row can be without. */
function lacking(
  { mapping, path }: PlacedTable,
  shape: TableDescription | undefined,
  tree: ReportedTree,
): string | undefined {
  // Of an empty table nobody knows what its rows have.
  if (!hasSample(tree, path)) return undefined;
  const column = Object.entries(mapping.values)
    .filter(([name, rule]) => {
      if (shape === undefined || mapping.keys.includes(name) || rule.field === undefined) return true;
      return shape.fields[rule.field]?.required === true;
    })
    .find(([name, rule]) => !rule.optional && sampleParameter(tree, path, name) === undefined);
  if (column !== undefined) return `${path}*.${column[0]}`;
  if (shape !== undefined) return undefined;
  for (const below of Object.values(mapping.tables ?? {})) {
    const table = `${path}*.${below.table}`;
    const lacked = isTableThere(tree, table) ? lacking({ mapping: below, path: table }, undefined, tree) : table;
    if (lacked !== undefined) return lacked;
  }
  return undefined;
}
