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
      const added = cpe.addObject(path);
      if (!added.ok) return [`${path} ${added.refusal.faultCode}`];
      const name = `${above}${table.path}/${row.name}`;
      const rowPath = `${path}${added.value}.`;
      rows.set(name, rowPath.slice(0, -1));
      return [...fill(row, rowPath, rows, cpe), ...below(row, name, rowPath, rows, cpe)];
    });
}

function fill({ values }: DesiredRow, path: string, rows: ReadonlyMap<RowName, string>, cpe: DeviceTree) {
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
