import type {
  DesiredAbsence,
  DesiredSetting,
  DesiredTable,
  DesiredValue,
  RowName,
  Source,
  Unmet,
} from '../desired/desired.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import type { Device } from '../device/device.ts';
import { isSecretPath } from '../device/secret-path.ts';
import type { Scalar } from '../profile/profile.ts';
import { fillValue, type TemplateData } from '../profile/template.ts';
import { badValue, notSupported, type Refusal } from './apply-rule.ts';
import type { DeviceCatalog } from './catalog.ts';
import { chooseMapping } from './choose-mapping.ts';
import type { RowLocator } from './locate-rows.ts';

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
  readonly absent: readonly Ranked<DesiredAbsence>[];
  readonly unmet: readonly Unmet[];
}

export type Ranked<T> = T & { readonly priority: number };

export type RankedTable = Ranked<Omit<DesiredTable, 'rows'>> & {
  readonly rows: readonly Ranked<DesiredTable['rows'][number]>[];
  /** Some row that was declared can't be told: none may be deleted for not being declared. */
  readonly undecided: boolean;
};

export const NO_WISHES: Wishes = { settings: [], tables: [], absent: [], unmet: [] };

export function unmet(subject: string, { reason, detail }: Refusal, source: Source): Wishes {
  return { ...NO_WISHES, unmet: [{ subject, reason, detail, source }] };
}

export type Filled = { readonly value: DesiredValue } | { readonly refusal: Refusal };

/** A declared value with the device's data in it. Rows of capabilities get the paths of their tables. */
export function filled(declared: Scalar, at: Resolving): Filled {
  const value = fillValue(declared, at.data);
  if ('problem' in value) return badValue(value.problem);
  if ('missing' in value) {
    return { refusal: { reason: 'missing_data', detail: `${value.missing} is not set for this device` } };
  }
  if (value.kind !== 'rowPath') return { value };
  const row = rowOfCapability(value.row, at);
  if (row === undefined) return { value };
  return typeof row === 'string' ? { value: { kind: 'rowPath', row } } : row;
}

/** `${row:nat.portMappings./web}`: the name of a capability, and of its tables, where tables could stand. */
function rowOfCapability(name: RowName, at: Resolving): RowName | { readonly refusal: Refusal } | undefined {
  const [first = '', row, ...below] = name.split('/');
  const capability = at.catalog.catalog.find(first.slice(0, -1));
  if (capability?.kind !== 'table') return undefined;
  const chosen = chooseMapping(first.slice(0, -1), capability, at);
  if ('refusal' in chosen) return chosen;
  const [main] = chosen.tables;
  let mapping = main?.mapping;
  const steps = [main?.path, row];
  for (let step = 0; step < below.length; step += 2) {
    mapping = mapping?.tables?.[below[step]?.slice(0, -1) ?? ''];
    if (mapping === undefined) return notSupported(`${name} is a row of no table in ${at.catalog.modelName}`);
    steps.push(mapping.table, below[step + 1]);
  }
  return steps.join('/');
}

/** Whether what was written last is all that is known of a value. */
export function isWriteOnly(path: string, value: DesiredValue): boolean {
  return value.kind === 'secret' || isSecretPath(path);
}

export function unranked<T>({ priority: _, ...rest }: Ranked<T>): Omit<Ranked<T>, 'priority'> {
  return rest;
}
