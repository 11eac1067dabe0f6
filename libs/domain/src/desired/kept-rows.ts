import type { RowName } from './desired.ts';
import { boundRows } from './diff.ts';
import type { ReportedTree } from './reported-tree.ts';
import { pathOfName, tableOfName } from './row-name.ts';
import type { TableState } from './row-states.ts';
import type { SyncState } from './sync.ts';

/**
 * Which rows are where, to be kept: those found now, and rows the ACS made that nobody declares any more as long as they
 * are there: only by that is it known that they may be deleted.
 */
export function keptRows(
  before: SyncState['rows'],
  tables: readonly TableState[],
  tree: ReportedTree,
  suspect: boolean,
): SyncState['rows'] {
  const now = boundRows(tables);
  if (suspect) return now;
  const taken = new Set(Object.entries(now).map(([name, { instance }]) => `${tableOfName(name)} ${instance}`));
  const numbers = Object.fromEntries(Object.entries(before).map(([name, { instance }]) => [name, instance]));
  const orphans = Object.entries(before).filter(([name, { instance, owned }]) => {
    if (!owned || Object.hasOwn(now, name) || taken.has(`${tableOfName(name)} ${instance}`)) return false;
    const path = pathOfName(name, numbers);
    return path !== undefined && isThere(tree, path);
  });
  return { ...now, ...Object.fromEntries(orphans) };
}

/** Paths of the rows that are bound, with final dot, by name. */
export function boundPaths(rows: SyncState['rows']): ReadonlyMap<RowName, string> {
  const numbers = Object.fromEntries(Object.entries(rows).map(([name, { instance }]) => [name, instance]));
  return new Map(
    Object.keys(rows).flatMap((name) => {
      const path = pathOfName(name, numbers);
      return path === undefined ? [] : [[name, path] as const];
    }),
  );
}

function isThere(tree: ReportedTree, path: string): boolean {
  const dot = path.lastIndexOf('.', path.length - 2);
  return tree.rows(path.slice(0, dot + 1)).includes(Number(path.slice(dot + 1, -1)));
}
