import { count, table } from '../../markdown-table.ts';
import { rpcText } from '../../rpc-counts.ts';
import type { ConvergeResult } from './measure-converge.ts';

export function convergeReport(result: ConvergeResult): string {
  const { cpes, everyMs, inSync, limitMs, halfMs, nearlyMs, allMs, refusedFor, cpuUs } = result;
  const reasons = Object.entries(refusedFor)
    .filter(([, times]) => times > 0)
    .map(([reason, times]) => `${count(times)} ${reason}`);
  const roles = Object.entries(cpuUs).map(([role, us]) => `${role} ${count(us)}`);
  return [
    `### ${count(cpes)} devices after a publication that changes two values of each`,
    table(
      ['what', ''],
      [
        ['each calls in once in', seconds(everyMs)],
        ['half of the devices as declared after', reached(halfMs, limitMs)],
        ['99 % of them after', reached(nearlyMs, limitMs)],
        ['all of them after', reached(allMs, limitMs)],
        ['devices as declared at the end', `${count(inSync)} of ${count(cpes)}`],
        ['devices/s', count(inSync / ((allMs ?? limitMs) / 1_000))],
        ['RPCs per device', rpcText(result.rpcs)],
        ['sessions per device', result.sessionsEach.toFixed(2)],
        ['session p50, p99', `${count(result.sessionP50Ms)} ms, ${count(result.sessionP99Ms)} ms`],
        ['CPU per device, µs', roles.join(', ')],
        ['most events that waited for provisioning', count(result.mostLag)],
        ['sessions that ended before provisioning had decided', count(result.undecided)],
        [
          'Informs answered with 503 and Retry-After',
          `${count(result.refused)}${reasons.length ? ` (${reasons.join(', ')})` : ''}`,
        ],
        ['503 without Retry-After', count(result.mute503)],
        ['other 5xx', count(result.other5xx)],
        ['attempts that failed in another way', count(result.failed)],
      ],
    ),
  ].join('\n\n');
}

function reached(ms: number | undefined, limitMs: number): string {
  return ms === undefined ? `not in ${seconds(limitMs)}` : seconds(ms);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(0)} s`;
}
