import type { SimulationResult } from '#libs/testing/rollout-simulation';
import { count } from '../markdown-table.ts';
import type { RolloutRow } from './rollout-rows.ts';
import { settingsOf } from './settings.ts';
import { capOf } from './simulate-rows.ts';

/** What the page shows of a run. */
export interface ShownRow {
  readonly row: RolloutRow;
  readonly result: Omit<SimulationResult, 'curve'>;
}

/** Of the fleets in one table. */
export function rolloutTable(rows: readonly ShownRow[]): string {
  const head = [
    '| image | settings | cap | got it | never came back | succeeded | failed | hours | ended |',
    '|---|---|---:|---:|---:|---:|---:|---:|---|',
  ];
  return [...head, ...rows.map(line)].join('\n');
}

function line({ row, result }: ShownRow): string {
  const { touched, bricked, succeeded, failed, hours } = result;
  const figures = [capOf(row), touched, bricked, succeeded, failed].map(count);
  const time = hours < 10 ? hours.toFixed(1) : count(hours);
  return `| ${[row.image, settingsOf(row), ...figures, time, endOf(result)].join(' | ')} |`;
}

/** How it ended, and why. */
export function endOf({ phase, why }: Pick<SimulationResult, 'phase' | 'why'>): string {
  if (phase === 'completed') return 'completed';
  if (phase === 'running') return why === 'stalled' ? 'stalled: all permits are burned' : why;
  return `${phase}: \`${why}\``;
}
