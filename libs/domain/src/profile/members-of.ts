import type { Mode, ProfileRow, RowsOfTable, Scalar, TableEntry } from './profile.ts';
import { pointerTo } from './profile-problem.ts';

export interface DeclaredRow {
  readonly row: ProfileRow;
  readonly at: string;
  readonly mode: Mode;
}

export interface Member {
  readonly member: string;
  readonly wanted: Scalar | RowsOfTable;
  readonly at: string;
}

/** Rows of a table with their places and the modes in force. */
export function rowsOf(
  { rows, mode: ofAll = 'enforce' }: RowsOfTable & Pick<TableEntry, 'mode'>,
  pointer: string,
): readonly DeclaredRow[] {
  return Object.entries(rows).map(([name, row]) => ({
    row,
    at: pointerTo(`${pointer}/rows`, name),
    mode: row.$mode ?? ofAll,
  }));
}

/** Values and tables of a row. */
export function membersOf({ row, at }: DeclaredRow): readonly Member[] {
  return Object.entries(row).flatMap(([member, wanted]) =>
    member.startsWith('$') || wanted === undefined ? [] : [{ member, wanted, at: pointerTo(at, member) }],
  );
}
