import type { Desired, DesiredRowValue, DesiredSetting, RowName, Source } from './desired.ts';
import { rowValueKey } from './diff.ts';
import { allRows, type TableState } from './row-states.ts';

/** A value that is declared for something that is there. */
export interface DeclaredValue {
  /** Full path on the device now. */
  readonly path: string;
  /** What it is remembered by: see `ValueDifference`. */
  readonly key: string;
  readonly wanted: DesiredSetting | DesiredRowValue;
}

/** Something seeded as a whole: a row. */
export interface DeclaredRow {
  readonly name: RowName;
  /** Full path with final dot. */
  readonly path: string;
  readonly seed: boolean;
  readonly source: Source;
}

/** Every declared value whose parameter is, or may be, there. */
export function* declaredValues(desired: Desired, tables: readonly TableState[]): Generator<DeclaredValue> {
  for (const wanted of desired.settings) yield { path: wanted.path, key: wanted.path, wanted };
  for (const { bound, path, name, row } of allRows(tables)) {
    if (bound === undefined || row.mode === 'forbid') continue;
    for (const wanted of row.values) {
      yield { path: path + wanted.name, key: rowValueKey(name, wanted.name), wanted };
    }
  }
}

/** Every declared row that is there. */
export function* declaredRows(tables: readonly TableState[]): Generator<DeclaredRow> {
  for (const { bound, path, name, row } of allRows(tables)) {
    if (bound === undefined || row.mode === 'forbid') continue;
    yield { name, path, seed: row.mode === 'seed', source: row.source };
  }
}
