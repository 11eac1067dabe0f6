import type { Desired, DesiredRow, DesiredTable, DesiredValue, RowName } from '#libs/domain';
import type { DeviceTree } from '#libs/testing/cpe';

const SECRET = 'correct-horse-battery';

/** Puts all that is wanted onto the device as a plan would; what the device refuses comes back, as `<parameter> <fault>`. */
export function applyDesired({ settings, tables }: Desired, cpe: DeviceTree): readonly string[] {
  const rows = new Map<RowName, string>();
  const refusals = tables.flatMap((table) => addRows(table, '', table.path, rows, cpe));
  return [...refusals, ...settings.flatMap(({ path, value }) => put(path, textOf(value, rows), cpe))];
}

function addRows(
  table: DesiredTable,
  above: RowName,
  path: string,
  rows: Map<RowName, string>,
  cpe: DeviceTree,
): readonly string[] {
  // What is only observed is not made.
  return table.rows
    .filter(({ mode }) => mode !== 'observe')
    .flatMap((row) => {
      const name = `${above}${table.path}/${row.name}`;
      const there = withKeysOf(row, table, path, cpe);
      const added = there === undefined ? cpe.addObject(path) : undefined;
      if (added?.ok === false) return [`${path} ${added.refusal.faultCode}`];
      const rowPath = there ?? `${path}${added?.value}.`;
      rows.set(name, rowPath.slice(0, -1));
      const values = row.values.filter((each) => there === undefined || !table.keys.includes(each.name));
      return [...fill(values, rowPath, rows, cpe), ...below(row, name, rowPath, rows, cpe)];
    });
}

/** The row of the device that this one is, and that is not made a second time. */
function withKeysOf({ values }: DesiredRow, { keys }: DesiredTable, path: string, cpe: DeviceTree): string | undefined {
  const names = cpe.names(path, true);
  const known = values.filter(({ name, value }) => keys.includes(name) && value.kind === 'plain');
  if (!names.ok || keys.length === 0 || known.length < keys.length) return undefined;
  const isRow = (row: string) => known.every(({ name, value }) => cpe.value(row + name) === textOf(value, new Map()));
  return names.value.map(({ name }) => name).find(isRow);
}

function fill(values: DesiredRow['values'], path: string, rows: ReadonlyMap<RowName, string>, cpe: DeviceTree) {
  return values.flatMap(({ name, value }) => put(path + name, textOf(value, rows), cpe));
}

function below(row: DesiredRow, name: RowName, path: string, rows: Map<RowName, string>, cpe: DeviceTree) {
  return row.tables.flatMap((table) => addRows(table, `${name}/`, path + table.path, rows, cpe));
}

function put(name: string, value: string, cpe: DeviceTree): readonly string[] {
  const read = cpe.get(name);
  const [known] = read.ok ? read.value : [];
  const set = cpe.set([{ name, type: known?.type ?? 'string', value }]);
  if (set.ok) return [];
  return (set.refusal.parameterFaults ?? []).map(({ parameterName, faultCode }) => `${parameterName} ${faultCode}`);
}

function textOf(value: DesiredValue, rows: ReadonlyMap<RowName, string>): string {
  if (value.kind === 'plain') return value.text;
  if (value.kind === 'rowPath') return rows.get(value.row) ?? '';
  return value.parts.map((part) => (typeof part === 'string' ? part : SECRET)).join('');
}
