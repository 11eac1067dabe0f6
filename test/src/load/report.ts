import type { Rounds } from './measure-sessions.ts';
import { BARE, type Results } from './results.ts';
import type { RunReport } from './run-sessions.ts';
import { median, medianOf } from './statistics.ts';

type Row = readonly string[];

/** The results as Markdown tables, which can be read on a terminal too. */
export function report(results: Results): string {
  const { keepAlive, perPost, paced, discovery, memory, logBytesPerSession } = results;
  return [
    '### Settled sessions, one connection for all POSTs',
    sessionTable(keepAlive),
    '### Settled sessions, a new connection for every POST',
    sessionTable(perPost),
    '### At 70 % of the highest rate',
    table(
      ['server', 'sessions/s', 'CPU of the server', 'POST p50', 'POST p99'],
      [...paced].map(([name, run]) => [
        name,
        count(run.sessionsPerS),
        percent(run.serverShare),
        ms(run.p50Ms),
        ms(run.p99Ms),
      ]),
    ),
    '### First contact',
    table(
      ['parameters', 'CPU µs per device', 'devices/s of one core', 'devices/s here'],
      [...discovery.values()].map(({ parameters, serverUs, perS }) => [
        count(parameters),
        count(serverUs),
        count(1e6 / serverUs),
        count(perS),
      ]),
    ),
    '### Memory and disk',
    table(
      ['what', 'bytes'],
      [
        [`heap per open session (${count(memory.sessions)} open)`, count(memory.bytesPerSession)],
        ['the same after every device has opened a second session', count(memory.bytesAfterSecond)],
        ['event log per settled session', count(logBytesPerSession)],
      ],
    ),
  ].join('\n\n');
}

function sessionTable(rounds: Rounds): string {
  const bare = rounds.get(BARE) ?? [];
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
    [...rounds].map(([name, runs]) => [
      name,
      count(medianOf(runs, (run) => run.sessionsPerS)),
      count(medianOf(runs, (run) => run.serverUs)),
      ratio(bare, runs, (ours, theirs) => theirs.serverUs / ours.serverUs),
      ratio(bare, runs, (ours, theirs) => ours.sessionsPerS / theirs.sessionsPerS),
      ms(medianOf(runs, (run) => run.p50Ms)),
      ms(medianOf(runs, (run) => run.p99Ms)),
      percent(medianOf(runs, (run) => run.serverShare)),
      percent(medianOf(runs, (run) => run.loadShare)),
    ]),
  );
}

/** The median of the ratios within one round: what else the machine did then falls on both. */
function ratio(
  bare: readonly RunReport[],
  runs: readonly RunReport[],
  compare: (ours: RunReport, theirs: RunReport) => number,
): string {
  const ratios = runs.flatMap((run, round) => {
    const theirs = bare[round];
    return theirs === undefined ? [] : [compare(run, theirs)];
  });
  return median(ratios).toFixed(2);
}

function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;
