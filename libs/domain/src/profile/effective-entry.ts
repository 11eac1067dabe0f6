import type { Source } from '../desired/desired.ts';
import type { Mode, ProfileRow, Prune, ValueEntry } from './profile.ts';

/**
 * What all selected profiles together say about one thing. Values are still templates: `fillValue` makes them values.
 * `target` is what they agree or disagree on: `path:<path>`, `capability:<name>` or `table:<path with final dot>`.
 */
export type EffectiveEntry = EffectiveValue | EffectiveTable;

export interface EffectiveValue {
  readonly kind: 'value';
  readonly target: string;
  /** As declared; its `mode` may be absent, `mode` below is not. */
  readonly entry: ValueEntry;
  readonly mode: Mode;
  readonly priority: number;
  readonly source: Source;
}

/** Rows of several profiles in one table: each row is of the profile with the highest priority that has it. */
export interface EffectiveTable {
  readonly kind: 'table';
  readonly target: string;
  /** Path with final dot; or else `capability`. */
  readonly table?: string;
  readonly capability?: string;
  /** Of the profile with the highest priority that says so. */
  readonly keys?: readonly string[];
  readonly prune?: Prune;
  readonly rows: readonly EffectiveRow[];
  /** Something about it is in conflict. */
  readonly undecided?: true;
  /** Of the profile with the highest priority that speaks about the table. */
  readonly priority: number;
  readonly source: Source;
}

export interface EffectiveRow {
  /** Logical name within the table. */
  readonly name: string;
  /** As declared, with tables below it. */
  readonly row: ProfileRow;
  /** Its own `$mode`, or that of the table's entry. */
  readonly mode: Mode;
  readonly priority: number;
  readonly source: Source;
}
