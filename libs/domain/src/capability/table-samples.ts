import type { ReportedTree } from '../desired/reported-tree.ts';
import { expandTables } from './locate-rows.ts';

/** Full path of a parameter as some row of the table has it: rows of a table are alike. `*` stands for rows above. */
export function sampleParameter(tree: ReportedTree, table: string, name: string): string | undefined {
  for (const each of expandTables(tree, table)) {
    for (const number of tree.rows(each)) {
      const path = `${each}${number}.${name}`;
      if (tree.has(path)) return path;
    }
  }
  return undefined;
}

/** Whether it is known what any row of the table holds, so that it can be told which parameters rows have. */
export function hasSample(tree: ReportedTree, table: string): boolean {
  return expandTables(tree, table).some((each) => tree.hasFilledRow(each));
}

/** Whether the CPE lists the table, be it empty. */
export function isTableThere(tree: ReportedTree, table: string): boolean {
  return expandTables(tree, table).some((each) => tree.has(each) || tree.rows(each).length > 0);
}
