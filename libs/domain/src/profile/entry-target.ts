import {
  isTableEntry,
  type Mode,
  type ProfileEntry,
  type ProfileRow,
  type RowsOfTable,
  type Scalar,
  type ValueEntry,
} from './profile.ts';

/** What an entry is about: entries with the same target agree or disagree. */
export function targetOf(entry: ProfileEntry): string {
  if (entry.capability !== undefined) return `capability:${entry.capability}`;
  return isTableEntry(entry) ? `table:${entry.table}` : `path:${entry.path}`;
}

/** A row of a table: `table:Device.NAT.PortMapping.web`, `capability:nat.portMappings/web`. */
export function rowTarget(target: string, row: string): string {
  return target.endsWith('.') ? target + row : `${target}/${row}`;
}

/** All that a value entry wishes for, as one text. */
export function valueWish({ value, oneOf, mode = 'enforce', notify }: ValueEntry): string {
  const values = oneOf?.map(String) ?? (value === undefined ? null : String(value));
  return JSON.stringify([values, mode, notify ?? null]);
}

/** The same of a row. */
export function rowWish(row: ProfileRow, mode: Mode): string {
  return JSON.stringify([mode, wishOf(row)]);
}

/** What is wanted, as one text: the same for two that want the same, however it is written. */
export function wishOf(wish: Scalar | RowsOfTable | ProfileRow | readonly string[] | undefined): string {
  return JSON.stringify(ordered(wish)) ?? '';
}

/** Members by name; `1` and `"1"` are the same text to a CPE. */
function ordered(wish: unknown): unknown {
  if (Array.isArray(wish)) return wish.toSorted();
  if (typeof wish !== 'object' || wish === null) return wish === undefined ? undefined : String(wish);
  return Object.entries(wish)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, ordered(member)]);
}
