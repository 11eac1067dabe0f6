import { count, ms, table } from '../../markdown-table.ts';
import type { DryRunReport, PreviewFindings } from './measure-dry-run.ts';
import type { Latency } from './watch-latency.ts';

export function dryRunReport(report: DryRunReport): string {
  const { devices, known, models, parameters } = report;
  return [
    `### A dry run over ${count(known)} devices`,
    table(
      ['what', ''],
      [
        ['models, parameters per device', `${count(models)}, ${count(parameters)}`],
        ['devices looked at', count(devices)],
        ['seconds', report.seconds.toFixed(1)],
        ['devices/s', count(report.perS)],
        ['kinds of change; unchanged, to be read first, failed', outcomes(report.found)],
        ['heap before, after', `${megabytes(report.heapBefore)}, ${megabytes(report.heapAfter)}`],
        ['resident memory before, most', `${megabytes(report.residentBefore)}, ${megabytes(report.residentMost)}`],
        ['database', megabytes(report.databaseBytes)],
        ['other requests to the API before: p50, p99, longest', latency(report.apiBefore)],
        ['the same meanwhile', latency(report.apiMeanwhile)],
      ],
    ),
  ].join('\n\n');
}

function outcomes(found: PreviewFindings | undefined): string {
  if (found === undefined) return 'the time was over before the end';
  const { shapes, unchanged, unknown, failed } = found;
  return `${count(shapes)}; ${count(unchanged)}, ${count(unknown)}, ${count(failed)}`;
}

function megabytes(bytes: number): string {
  return `${count(bytes / 2 ** 20)} MB`;
}

function latency({ p50Ms, p99Ms, mostMs, calls }: Latency): string {
  return `${ms(p50Ms)}, ${ms(p99Ms)}, ${ms(mostMs)} (${count(calls)} requests)`;
}
