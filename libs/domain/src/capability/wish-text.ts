import type { DesiredRow, DesiredRowValue, DesiredTable, DesiredValue } from '../desired/desired.ts';
import { canonical } from '../desired/value-text.ts';

/**
 * What is wanted as one text, whoever wants it: equal wishes have equal texts. Of a secret it has the stamp alone. What
 * the CPE says of a parameter (its type) has no part in it, but where `typed` spellings of one value are to be the same.
 */
export function valueText(
  { value, type }: { readonly value: DesiredValue; readonly type?: DesiredRowValue['type'] },
  typed: boolean,
): string {
  switch (value.kind) {
    case 'plain':
      return `=${typed ? canonical(value.text, type) : value.text}`;
    case 'secret':
      return `$${value.stamp}`;
    case 'rowPath':
      return `@${value.row}`;
  }
}

export function rowText({ name: _, ...row }: DesiredRow, typed: boolean): string {
  const values = row.values.map((value) => [value.name, value.mode, valueText(value, typed)]);
  return JSON.stringify([row.mode, row.alias ?? null, values.toSorted(byFirst), tableTexts(row.tables, typed)]);
}

/** Tables by path and rows by name: the order in which they were declared is no wish. */
export function tableTexts(tables: readonly DesiredTable[], typed: boolean): readonly string[] {
  return tables
    .map(({ path, keys, prune, rows }) =>
      JSON.stringify([
        path,
        keys.toSorted(),
        prune,
        rows.map((row) => [row.name, rowText(row, typed)]).toSorted(byFirst),
      ]),
    )
    .toSorted();
}

function byFirst([a = '']: readonly string[], [b = '']: readonly string[]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
