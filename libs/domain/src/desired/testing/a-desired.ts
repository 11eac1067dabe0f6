import type { ValueType } from '#libs/cwmp';
import type { ReportedParameter } from '../../device/reported.ts';
import type { Desired, DesiredRow, DesiredRowValue, DesiredSetting, DesiredTable, Source } from '../desired.ts';
import type { DiffFacts } from '../diff.ts';
import type { PlanOrder } from '../make-plan.ts';
import { ReportedTree } from '../reported-tree.ts';

export const SOURCE: Source = { profile: 'residential', revision: 1, pointer: '/entries/0' };
const READ_AT = '2026-01-01T00:00:00.000Z';

export function aSetting(path: string, text: string, change: Partial<DesiredSetting> = {}): DesiredSetting {
  const value = { kind: 'plain', text } as const;
  return { path, value, mode: 'enforce', writeOnly: false, risky: false, source: SOURCE, ...change };
}

/** A row whose values are texts. */
export function aRow(
  name: string,
  values: Readonly<Record<string, string>>,
  change: Partial<DesiredRow> = {},
): DesiredRow {
  return {
    name,
    mode: 'enforce',
    values: Object.entries(values).map(
      ([parameter, text]): DesiredRowValue => ({
        name: parameter,
        value: { kind: 'plain', text },
        mode: 'enforce',
        writeOnly: false,
        risky: false,
        source: SOURCE,
      }),
    ),
    tables: [],
    source: SOURCE,
    ...change,
  };
}

export function aTable(path: string, rows: readonly DesiredRow[], change: Partial<DesiredTable> = {}): DesiredTable {
  return { path, keys: [], prune: 'owned', rows, source: SOURCE, ...change };
}

export function aDesired(change: Partial<Desired> = {}): Desired {
  return { settings: [], tables: [], absent: [], unmet: [], mayReboot: false, stamp: 'stamp', ...change };
}

/** What a device reported: values by path; an object (final dot) is only listed. */
export function aTree(
  values: Readonly<Record<string, string>>,
  types: Readonly<Record<string, ValueType>> = {},
): ReportedTree {
  return new ReportedTree(
    Object.entries(values).map(([path, value]): ReportedParameter => {
      if (path.endsWith('.')) return { path };
      return { path, value, type: types[path] ?? 'string', readAt: READ_AT };
    }),
  );
}

export function facts(tree: ReportedTree, change: Partial<DiffFacts> = {}): DiffFacts {
  return {
    tree,
    sync: { rows: {}, written: {}, seeded: {} },
    suspect: false,
    notifications: new Map(),
    ...change,
  };
}

export const ORDER: PlanOrder = {
  writeBatch: 64,
  readBatch: 128,
  mostDeleted: 5,
  mayReboot: false,
  rebootPending: false,
  generation: 36,
  stamp: 'stamp',
};
