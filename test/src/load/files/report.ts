import { count, percent, table } from '../markdown-table.ts';
import { medianOf } from '../statistics.ts';
import type { FetchReport } from './fetch-files.ts';
import type { FetchKind, FilesResults, SlowResult } from './results.ts';

const MB = 1e6;
const BUSY = 0.8;

/** The results as Markdown tables, which can be read on a terminal too. */
export function filesReport({ plan, fetches, slow, missing }: FilesResults): string {
  const titles: Readonly<Record<FetchKind, string>> = {
    whole: `${plan.clients} clients, the whole file, each time on a new connection`,
    parts: `${plan.clients} clients, parts of ${count(plan.rangeBytes / 1_024)} KiB one after the other, one connection each`,
    crowd: `${count(plan.crowd)} clients that come at once, ${count(plan.crowdBytes / 1_024)} KiB each, until all have them`,
  };
  const tables = Object.entries(titles).flatMap(([kind, title]) => [
    `### ${title}`,
    fetchTable(Object.entries(fetches).map(([name, reports]) => [name, reports[kind as FetchKind]])),
  ]);
  const slowParts =
    Object.keys(slow).length === 0
      ? []
      : [
          `### ${count(plan.slow.clients)} clients that read ${count(plan.slow.bytesPerS / 1_024)} KiB a second`,
          slowTable(slow),
          '### Resident memory (and heap) of the server meanwhile, in MB',
          memoryTable(slow),
        ];
  const notes = Object.entries(missing).map(([name, why]) => `> Not measured: ${name}. ${why}`);
  return [...tables, ...slowParts, ...disturbances(fetches), ...notes].join('\n\n');
}

/** Where neither core was full with it, something else had its time. */
function disturbances(fetches: FilesResults['fetches']): readonly string[] {
  const disturbed = Object.entries(fetches).filter(([, { whole }]) => {
    const serverShare = medianOf(whole, ({ cpuSPerGb, mbPerS }) => ((cpuSPerGb.server ?? 0) * mbPerS) / 1_000);
    return (
      Math.max(
        serverShare,
        medianOf(whole, ({ loadShare }) => loadShare),
      ) < BUSY
    );
  });
  if (disturbed.length === 0) return [];
  const names = disturbed.map(([name]) => name).join('; ');
  return [
    `> Note: the machine was busy with something else at: ${names}. The rates are too low and the times too high; CPU per GB is what can be compared.`,
  ];
}

function fetchTable(rows: readonly (readonly [string, readonly FetchReport[]])[]): string {
  return table(
    [
      'server',
      'MB/s',
      'CPU s per GB',
      'with MongoDB',
      'answers',
      'first byte p99',
      'whole p50',
      'p99',
      'failed',
      'load busy',
    ],
    rows.map(([name, reports]) => {
      const of = (read: (report: FetchReport) => number) => medianOf(reports, read);
      return [
        name,
        count(of(({ mbPerS }) => mbPerS)),
        of(({ cpuSPerGb }) => cpuSPerGb.server ?? 0).toFixed(2),
        of(({ cpuSPerGb }) => Object.values(cpuSPerGb).reduce((sum, s) => sum + s, 0)).toFixed(2),
        count(of(({ answers }) => answers)),
        duration(of(({ firstByteP99Ms }) => firstByteP99Ms)),
        duration(of(({ p50Ms }) => p50Ms)),
        duration(of(({ p99Ms }) => p99Ms)),
        count(reports.reduce((sum, { failed }) => sum + failed, 0)),
        percent(of(({ loadShare }) => loadShare)),
      ];
    }),
  );
}

function slowTable(slow: FilesResults['slow']): string {
  return table(
    [
      'server',
      'served to the end',
      'bytes/s each',
      'CPU of its core',
      'memory before',
      'with all of them',
      'at the end',
      'others MB/s',
      'without slow ones',
      'others first byte p99',
    ],
    Object.entries(slow).map(([name, { clients, alive, bytesPerS, serverShare, memory, heldAt, others, alone }]) => [
      name,
      `${count(alive)} of ${count(clients)}`,
      count(bytesPerS),
      percent(serverShare),
      megabytes(memory[0]?.residentBytes),
      megabytes(memory[heldAt]?.residentBytes ?? memory.at(-1)?.residentBytes),
      megabytes(memory.at(-1)?.residentBytes),
      count(others.mbPerS),
      count(alone.mbPerS),
      duration(others.firstByteP99Ms),
    ]),
  );
}

/** At about ten moments. */
function memoryTable(slow: FilesResults['slow']): string {
  const longest = Math.max(...Object.values(slow).map(({ memory }) => memory.length));
  const step = Math.max(1, Math.ceil(longest / 12));
  const moments = Array.from({ length: Math.ceil(longest / step) }, (_, n) => n * step);
  return table(
    ['after', ...moments.map((at) => `${at} s`)],
    Object.entries(slow).map(([name, { memory }]) => [name, ...moments.map((at) => moment(memory[at]))]),
  );
}

function moment(at: SlowResult['memory'][number] | undefined): string {
  if (at === undefined) return '';
  const heap = at.heapBytes === undefined ? '' : ` (${count(at.heapBytes / MB)})`;
  return `${count(at.residentBytes / MB)}${heap}`;
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${count(bytes / MB)} MB`;
}

/** Of nobody, when none ended in the window. */
function duration(ms: number): string {
  if (!(ms > 0)) return '–';
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${count(ms)} ms`;
}
