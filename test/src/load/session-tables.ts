import { count, ms, percent, table } from './markdown-table.ts';
import type { Rounds } from './measure-sessions.ts';
import type { RunReport } from './run-sessions.ts';
import { BARE } from './start-bare.ts';
import { median, medianOf } from './statistics.ts';

/** Settled sessions of each server at full load, beside the bare one. */
export function sessionTable(rounds: Rounds): string {
  const bare = rounds[BARE] ?? [];
  return table(
    [
      'server',
      'sessions/s',
      'CPU µs/session',
      'CPU of bare ÷ its',
      'rate ÷ bare’s',
      'POST p50',
      'POST p99',
      'server busy',
      'load busy',
    ],
    Object.entries(rounds).map(([name, runs]) => [
      name,
      count(medianOf(runs, (run) => run.sessionsPerS)),
      count(medianOf(runs, (run) => run.serverUs)),
      medianInRound(bare, runs, (ours, theirs) => theirs.serverUs / ours.serverUs).toFixed(2),
      medianInRound(bare, runs, (ours, theirs) => ours.sessionsPerS / theirs.sessionsPerS).toFixed(2),
      ms(medianOf(runs, (run) => run.p50Ms)),
      ms(medianOf(runs, (run) => run.p99Ms)),
      percent(medianOf(runs, (run) => run.serverShare)),
      percent(medianOf(runs, (run) => run.loadShare)),
    ]),
  );
}

/** The median of the ratios within one round: what else the machine did then falls on both. */
export function medianInRound(
  bare: readonly RunReport[],
  runs: readonly RunReport[],
  compare: (ours: RunReport, theirs: RunReport) => number,
): number {
  const ratios = runs.flatMap((run, round) => {
    const theirs = bare[round];
    return theirs === undefined ? [] : [compare(run, theirs)];
  });
  return median(ratios);
}

/** Settled sessions at a share of the highest rate. */
export function pacedTable(paced: Readonly<Record<string, RunReport>>): string {
  return table(
    ['server', 'sessions/s', 'CPU of the server', 'POST p50', 'POST p99'],
    Object.entries(paced).map(([name, run]) => [
      name,
      count(run.sessionsPerS),
      percent(run.serverShare),
      ms(run.p50Ms),
      ms(run.p99Ms),
    ]),
  );
}
