import type { RolloutResults } from '../load/rollout/results.ts';
import { MILLION_ROWS } from '../load/rollout/rollout-rows.ts';
import { rolloutTable, type ShownRow } from '../load/rollout/section.ts';
import type { SimulatedRow } from '../load/rollout/simulate-rows.ts';
import type { Saved } from '../load/saved-results.ts';

export const ROLLOUTS_PAGE = 'docs/rollouts.md';

/** The page with its tables as the simulation has them; what is written by hand stays. */
export function rolloutsPage(
  page: string,
  rows: readonly SimulatedRow[],
  large: Saved<RolloutResults> | undefined,
): string {
  const withTable = replaced(page, 'table', rolloutTable(rows));
  return large === undefined ? withTable : replaced(withTable, 'million', largeSection(large));
}

function largeSection({ machine, results: { devices, cpuSeconds, rows } }: Saved<RolloutResults>): string {
  const shown: readonly ShownRow[] = rows.map(({ name, result }) => {
    const row = MILLION_ROWS.find((one) => one.name === name);
    if (row === undefined) throw new Error(`There is no row ${name}.`);
    return { row, result };
  });
  const of = devices.toLocaleString('en-US');
  return `${rolloutTable(shown)}\n\nThese ${rows.length} rollouts of ${of} devices took ${Math.round(cpuSeconds)} s of one CPU: ${machine}.`;
}

/** Between its two markers. */
export function replaced(page: string, name: string, text: string): string {
  const begin = `<!-- generated: ${name} -->\n`;
  const end = `\n<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${ROLLOUTS_PAGE} has no place for “${name}”.`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
