import type { Mode, ProfileRow, RowsOfTable, Scalar, TableEntry } from '../profile/profile.ts';
import type { MeantRow, MeantTable, MeantValue } from '../profile/profile-facts.ts';
import { pointerTo } from '../profile/profile-problem.ts';
import type { CatalogParts, ColumnRule, RowsMapping, TableDescription, ValueDescription } from './capability.ts';
import { meantBy } from './meant-value.ts';
import { keysOf } from './resolve-table.ts';

type Cells = Map<string, MeantValue | null>;

/** How the rows of a declared table are put. */
export interface RowsWay {
  readonly shape: TableDescription;
  readonly rows: RowsMapping;
}

/** What the rows of a capability come to in one table. */
export function meantTable(
  declared: RowsOfTable & Pick<TableEntry, 'mode'>,
  pointer: string,
  { shape, rows: mapping }: RowsWay,
  place: (path: string) => string,
): MeantTable {
  const rows = Object.entries(declared.rows).map(([name, row]): MeantRow => {
    const at = pointerTo(`${pointer}/rows`, name);
    const mode = row.$mode ?? declared.mode ?? 'enforce';
    return {
      name,
      pointer: at,
      mode,
      cells: cellsOf(row, mode, shape, mapping),
      tables: below(row, at, mode, { shape, rows: mapping }),
    };
  });
  return { path: place(mapping.table), keys: keysOf(mapping, declared.keys), rows };
}

function below(row: ProfileRow, pointer: string, mode: Mode, { shape, rows }: RowsWay): readonly MeantTable[] {
  return Object.entries(rows.tables ?? {}).flatMap(([member, mapping]) => {
    const declared = Object.hasOwn(row, member) ? row[member] : undefined;
    const described = shape.tables?.[member];
    if (typeof declared !== 'object' || described === undefined || mode === 'forbid') return [];
    const at = pointerTo(pointer, member);
    return [meantTable({ mode, ...declared }, at, { shape: described, rows: mapping }, (path) => path)];
  });
}

function cellsOf(row: ProfileRow, mode: Mode, { fields }: TableDescription, { keys, values }: RowsMapping): Cells {
  const cells: Cells = new Map();
  for (const [parameter, rule] of Object.entries(values)) {
    if (mode === 'forbid' && !keys.includes(parameter)) continue;
    const field = rule.field === undefined ? undefined : fields[rule.field];
    addCell(cells, parameter, rule, field ?? { type: 'string' }, declaredIn(row, rule, field?.default));
  }
  return cells;
}

function declaredIn(row: ProfileRow, { field }: ColumnRule, preset: Scalar | undefined): Scalar | undefined {
  if (field === undefined) return undefined;
  const declared = Object.hasOwn(row, field) ? row[field] : undefined;
  return typeof declared === 'object' ? undefined : (declared ?? preset);
}

function addCell(
  cells: Cells,
  parameter: string,
  rule: ColumnRule,
  shape: Pick<ValueDescription, 'type' | 'format' | 'list'>,
  declared: Scalar | undefined,
): void {
  const meant = meantBy(rule, shape, declared);
  if (meant === 'leave') return;
  cells.set(parameter, rule.optional || typeof meant === 'string' ? null : meant);
}

/** A row that a value becomes. */
export function meantRowOfItem(
  item: string,
  shape: Pick<ValueDescription, 'type' | 'format' | 'list'>,
  { values }: RowsMapping,
): Pick<MeantRow, 'cells' | 'tables'> {
  const cells: Cells = new Map();
  for (const [parameter, rule] of Object.entries(values)) addCell(cells, parameter, rule, shape, item);
  return { cells, tables: [] };
}

/** A table that is named by its path. */
export function rawTable(
  declared: RowsOfTable & Pick<TableEntry, 'mode'>,
  pointer: string,
  path: string,
  uniqueKeys: CatalogParts['uniqueKeys'],
  pattern = path.replace(/\.\d+(?=\.)/g, '.{i}'),
): MeantTable {
  const all = Object.values(declared.rows);
  const standard = Object.hasOwn(uniqueKeys, pattern) ? (uniqueKeys[pattern] ?? []) : [];
  const keys = declared.keys ?? standard.filter((key) => all.every((row) => row[key] !== undefined));
  const rows = Object.entries(declared.rows).map(([name, row]): MeantRow => {
    const at = pointerTo(`${pointer}/rows`, name);
    const mode = row.$mode ?? declared.mode ?? 'enforce';
    const cells: Cells = new Map();
    const tables: MeantTable[] = [];
    for (const [member, wanted] of Object.entries(row)) {
      if (member.startsWith('$') || wanted === undefined) continue;
      if (typeof wanted !== 'object') cells.set(member, { text: String(wanted) });
      else
        tables.push(
          rawTable({ mode, ...wanted }, pointerTo(at, member), member, uniqueKeys, `${pattern}{i}.${member}`),
        );
    }
    return { name, pointer: at, mode, cells, tables };
  });
  return { path, keys, rows };
}
