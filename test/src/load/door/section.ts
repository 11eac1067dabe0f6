import { count, ms, percent, table } from '../markdown-table.ts';
import type { Saved } from '../saved-results.ts';
import { medianOf } from '../statistics.ts';
import { WAYS_IN } from './door-order.ts';
import type { DoorResults, UnderAttack } from './results.ts';

/** The part of docs/benchmarks.md about the door, with its headings. */
export function doorSection({ on, machine, results }: Saved<DoorResults>): string {
  return `## The door

What the ways in cost, and what those who are served notice of an attack. Repeat it with \`npm run bench -- --door\`.

${on}, ${machine}.

- All roles are in one process, on core 0; CPEs and attackers share core 1. Certificates are ECDSA P-256, of CPEs too.
- A settled session, two POSTs: on a connection that is kept for all sessions, or on a new one for each. “Resumed” goes on
  with the TLS session that the CPE had before.

${waysTable(results.ways)}

### Under attack

${attackText(results.attack)}`;
}

function waysTable(ways: DoorResults['ways']): string {
  const first = ways[WAYS_IN[0]?.name ?? ''] ?? [];
  const yardstick = medianOf(first, ({ serverUs }) => serverUs);
  return table(
    ['way in', 'sessions/s', 'CPU µs/session', '× the first', 'session p50', 'p99', 'resumed', 'load busy'],
    Object.entries(ways).map(([name, reports]) => {
      const us = medianOf(reports, ({ serverUs }) => serverUs);
      return [
        name,
        count(medianOf(reports, ({ sessionsPerS }) => sessionsPerS)),
        count(us),
        (us / yardstick).toFixed(2),
        ms(medianOf(reports, ({ p50Ms }) => p50Ms)),
        ms(medianOf(reports, ({ p99Ms }) => p99Ms)),
        percent(medianOf(reports, ({ resumedShare }) => resumedShare)),
        percent(medianOf(reports, ({ loadShare }) => loadShare)),
      ];
    }),
  );
}

function attackText(results: UnderAttack): string {
  const { plan, before, during, state, residentBefore, residentDuring, aloneShare, aloneWrongPerS } = results;
  const mib = (bytes: number) => `${count(bytes / 2 ** 20)} MiB`;
  return `${count(plan.idle)} connections that had an answer and are idle, ${count(plan.slow)} clients that send a body a byte a second and come again when
they are cut off, ${count(plan.wrongPerS)} wrong requests per second, all at once from ${plan.addresses} addresses.

${table(
  ['', 'before', 'during'],
  [
    [
      'sessions/s of CPEs',
      count(before.sessionsPerS),
      `${count(during.sessionsPerS)} (${percent(during.sessionsPerS / before.sessionsPerS)})`,
    ],
    ['CPU µs/session, with what the attack takes', count(before.serverUs), count(during.serverUs)],
    ['session p50', ms(before.p50Ms), ms(during.p50Ms)],
    ['session p99', ms(before.p99Ms), ms(during.p99Ms)],
    ['memory of the process', mib(residentBefore), mib(residentDuring)],
    ['load busy', percent(before.loadShare), percent(during.loadShare)],
  ],
)}

At its end ${count(state.idle)} were idle and ${count(state.slow)} slow; ${count(state.cutOff)} had been cut off, and ${count(state.wrong)} wrong requests were sent.
While no CPE called in, the attack took ${percent(aloneShare)} of the core, with ${count(aloneWrongPerS)} wrong requests per second.`;
}
