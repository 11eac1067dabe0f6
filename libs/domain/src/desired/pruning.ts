import type { ConcludedPlan } from './conclude-plan.ts';
import type { Difference } from './diff.ts';
import type { ReportedTree } from './reported-tree.ts';

/** So many rows of a table may go, however few there are. */
const FEW_ROWS = 5;
const LARGEST_SHARE = 0.2;

/** `Device.NAT.PortMapping.3.` → `Device.NAT.PortMapping.`; undefined for what is no row. */
export function tableOfRow(path: string): string | undefined {
  return /^(.+\.)\d+\.$/.exec(path)?.[1];
}

/**
 * Tables of which rows are to be deleted though they were not listed just now: what is known of them may be a day old, and
 * a row be another one by now.
 */
export function unlistedTables(
  differences: readonly Difference[],
  listed: ReadonlySet<string> | undefined,
): readonly string[] {
  if (listed === undefined) return [];
  const tables = differences.flatMap((one) => (one.what === 'unwanted' ? (tableOfRow(one.path) ?? []) : []));
  return [...new Set(tables)].filter((table) => !listed.has(table));
}

/** Tables that the plan which just came to its end has listed. */
export function justListed(concluded: ConcludedPlan | undefined): ReadonlySet<string> {
  if (concluded === undefined || concluded.unfinished) return new Set();
  const refused = new Set(concluded.report.refused.map(({ subject }) => subject));
  const lists = concluded.plan.steps.flatMap((step) => (step.do === 'list' ? [step.path] : []));
  return new Set(lists.filter((path) => !refused.has(path)));
}

/**
 * By table, why none of the rows that nobody declared is deleted: they are so many that more likely the profile is wrong, or
 * what is known of the device.
 */
export function prunedTooMany(differences: readonly Difference[], tree: ReportedTree): ReadonlyMap<string, string> {
  const pruned = differences.flatMap((one) =>
    one.what === 'unwanted' && one.prune === 'all' ? (tableOfRow(one.path) ?? []) : [],
  );
  const counts = [...Map.groupBy(pruned, (table) => table)].map(([table, rows]) => {
    return { table, unwanted: rows.length, all: tree.rows(table).length };
  });
  return new Map(
    counts
      .filter(({ unwanted, all }) => unwanted > FEW_ROWS && unwanted > LARGEST_SHARE * all)
      .map(({ table, unwanted, all }) => [
        table,
        `${unwanted} of ${all} rows of ${table} are declared by nobody: more than ${FEW_ROWS} and a fifth of a table are deleted only where the profile says "prune": "unlimited"`,
      ]),
  );
}
