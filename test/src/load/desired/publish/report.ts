import { wholeUs } from '../../cluster/figures.ts';
import type { OtherProcess } from '../../cluster/start-bench-cluster.ts';
import { count, ms, table } from '../../markdown-table.ts';
import type { Rounds } from '../../measure-sessions.ts';
import { rpcText } from '../../rpc-counts.ts';
import type { RunReport } from '../../run-sessions.ts';
import { medianInRound } from '../../session-tables.ts';
import { BARE } from '../../start-bare.ts';
import { medianOf } from '../../statistics.ts';
import type { PublishReport } from './measure-publish.ts';
import type { WriteCounts } from './write-counts.ts';

const PROCESSES: readonly (OtherProcess | 'gateway')[] = ['gateway', 'provisioning', 'Redis', 'Kafka', 'MongoDB'];

export function publishReport({ known, calling, publications, before, after }: PublishReport): string {
  return [
    `### A publication over ${count(known)} known devices`,
    table(
      ['published', 'the call', 'documents of devices written', 'other writes in MongoDB'],
      publications.map(({ what, ms: took, writes }) => {
        const { devices = 0, ...others } = writes;
        return [what, ms(took), count(devices), writesText(others)];
      }),
    ),
    `The sessions after it, one of each of ${count(calling)} devices, in µs of CPU per session:`,
    table(
      ['published', 'session', ...PROCESSES, 'RPCs'],
      publications.flatMap(({ what, visits }) =>
        visits.map(({ cpuUs, rpcs }, at) => [
          what,
          String(at + 1),
          ...PROCESSES.map((name) => count(cpuUs[name])),
          rpcText(rpcs),
        ]),
      ),
    ),
    'Settled sessions, while nothing is published:',
    settledTable({ before, after }),
    `Rate after ÷ before, each against the bare server of its own rounds: ${settledRatio(before, after, rate).toFixed(2)}; ` +
      `CPU of the gateway before ÷ after: ${settledRatio(after, before, (run) => run.serverUs).toFixed(2)}, ` +
      `of all processes: ${settledRatio(after, before, wholeUs).toFixed(2)}.`,
  ].join('\n\n');
}

const rate = (run: RunReport): number => run.sessionsPerS;

/** How often more there is in `after` than in `before`, as a multiple of the bare server each. */
export function settledRatio(before: Rounds, after: Rounds, read: (run: RunReport) => number): number {
  return againstBare(after, read) / againstBare(before, read);
}

function againstBare(rounds: Rounds, read: (run: RunReport) => number): number {
  return medianInRound(rounds[BARE] ?? [], ours(rounds), (one, bare) => read(one) / read(bare));
}

function ours(rounds: Rounds): readonly RunReport[] {
  return Object.entries(rounds).flatMap(([name, runs]) => (name === BARE ? [] : runs));
}

function settledTable(rounds: Readonly<Record<'before' | 'after', Rounds>>): string {
  return table(
    ['when', 'sessions/s', 'bare Node’s', 'gateway µs', 'all µs', 'POST p99'],
    Object.entries(rounds).map(([when, these]) => [
      when,
      count(medianOf(ours(these), rate)),
      count(medianOf(these[BARE] ?? [], rate)),
      count(medianOf(ours(these), (run) => run.serverUs)),
      count(medianOf(ours(these), wholeUs)),
      ms(medianOf(ours(these), (run) => run.p99Ms)),
    ]),
  );
}

function writesText(writes: WriteCounts): string {
  const each = Object.entries(writes).map(([collection, times]) => `${count(times)} ${collection}`);
  return each.length === 0 ? 'none' : each.join(', ');
}
