import type { DesiredAbsence, DesiredSetting, DesiredTable, DesiredValue, Source, Unmet } from '../desired/desired.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import type { Device } from '../device/device.ts';
import { isSecretPath } from '../device/secret-path.ts';
import type { Scalar } from '../profile/profile.ts';
import { fillValue, type TemplateData } from '../profile/template.ts';
import { badValue, type Refusal } from './apply-rule.ts';
import type { DeviceCatalog } from './catalog.ts';
import { expandTables, type RowLocator } from './locate-rows.ts';

/** What resolving the entries of one device looks at. */
export interface Resolving {
  readonly catalog: DeviceCatalog;
  readonly device: Pick<Device, 'dataModel'>;
  readonly data: TemplateData;
  readonly tree: ReportedTree;
  readonly locator: RowLocator;
}

/** What one entry comes to. Rows have priorities of their own. */
export interface Wishes {
  readonly settings: readonly Ranked<DesiredSetting>[];
  readonly tables: readonly RankedTable[];
  readonly absent: readonly DesiredAbsence[];
  readonly unmet: readonly Unmet[];
}

export type Ranked<T> = T & { readonly priority: number };

export type RankedTable = Ranked<Omit<DesiredTable, 'rows'>> & {
  readonly rows: readonly Ranked<DesiredTable['rows'][number]>[];
};

export const NO_WISHES: Wishes = { settings: [], tables: [], absent: [], unmet: [] };

export function unmet(subject: string, { reason, detail }: Refusal, source: Source): Wishes {
  return { ...NO_WISHES, unmet: [{ subject, reason, detail, source }] };
}

export type Filled = { readonly value: DesiredValue } | { readonly refusal: Refusal };

/** A declared value with the device's data in it. Rows of capabilities get the paths of their tables. */
export function filled(declared: Scalar, { data, catalog, locator }: Resolving): Filled {
  const value = fillValue(declared, data);
  if ('problem' in value) return badValue(value.problem);
  if ('missing' in value) {
    return { refusal: { reason: 'missing_data', detail: `${value.missing} is not set for this device` } };
  }
  if (value.kind !== 'rowPath') return { value };
  const slash = value.row.indexOf('/');
  // `${row:nat.portMappings./web}`: the name of a capability where a table could stand.
  const mapping = catalog
    .tableMappings(value.row.slice(0, slash - 1))
    .at(0)
    ?.rows.at(0);
  if (mapping === undefined) return { value };
  const table = locator.resolve(mapping.table);
  if ('problem' in table) return { refusal: { reason: 'not_supported', detail: table.problem } };
  return { value: { kind: 'rowPath', row: table.path + value.row.slice(slash) } };
}

/** Whether what was written last is all that is known of a value. */
export function isWriteOnly(path: string, value: DesiredValue): boolean {
  return value.kind === 'secret' || isSecretPath(path);
}

/** Full path of a parameter as some row of the table has it: rows of a table are alike. `*` stands for rows above. */
export function sampleParameter(tree: ReportedTree, table: string, name: string): string | undefined {
  for (const each of expandTables(tree, table)) {
    for (const number of tree.rows(each)) {
      const path = `${each}${number}.${name}`;
      if (tree.has(path)) return path;
    }
  }
  return undefined;
}

/** Whether any row of the table is listed, so that it can be told which parameters rows have. */
export function hasSample(tree: ReportedTree, table: string): boolean {
  return expandTables(tree, table).some((each) => tree.rows(each).length > 0);
}
