import { count, ms, percent, table } from '../markdown-table.ts';
import type { Saved } from '../saved-results.ts';
import { medianOf } from '../statistics.ts';
import { type DoorReport, WAYS_IN } from './door-order.ts';
import { ATTACKED_RUNS, PACED_SHARE } from './measure-attack.ts';
import type { AttackedReport, DoorResults, UnderAttack } from './results.ts';

/** The part of docs/benchmarks.md about the door, with its headings. */
export function doorSection({ on, machine, results }: Saved<DoorResults>): string {
  return `## The door

What the ways in cost, and what those who are served notice of an attack. Repeat it with \`npm run bench -- --door\` (five
minutes; with \`-- --door --quick\` one).

${on}, ${machine}.

- All roles are in one process (embedded adapters), on core 0; CPEs and attackers are two processes on core 1. There are two
  such servers, one where nobody logs in and one where everybody has to (\`MUSTER_CWMP_LOGIN=required\`); one is idle while
  the other is measured. Certificates are ECDSA P-256, of CPEs too.
- A settled session is two POSTs: on a connection that is kept for all sessions, or on a new one for each. “Asked”: the CPE has
  no nonce when it calls, so that its Inform is answered with 401 and sent again, a third POST; otherwise it goes on with a nonce
  that it has, as it may for two minutes. “Resumed” goes on with the TLS session that the CPE had before.
- **CPU per session is the figure to compare**; ratios are medians of those within a round.

${waysTable(results.ways)}

### Under attack

${attackText(results.attack)}`;
}

function waysTable(ways: DoorResults['ways']): string {
  const yardstick = ways[WAYS_IN[0]?.name ?? ''] ?? [];
  const ofFirst = (reports: readonly DoorReport[]) =>
    medianOf([...reports.keys()], (round) => (reports[round]?.serverUs ?? 0) / (yardstick[round]?.serverUs ?? 0));
  return table(
    [
      'way in',
      'sessions/s',
      'CPU µs/session',
      '× the first',
      'session p50',
      'p99',
      'resumed',
      'server busy',
      'load busy',
    ],
    Object.entries(ways).map(([name, reports]) => [
      name,
      count(medianOf(reports, ({ sessionsPerS }) => sessionsPerS)),
      count(medianOf(reports, ({ serverUs }) => serverUs)),
      ofFirst(reports).toFixed(2),
      ms(medianOf(reports, ({ p50Ms }) => p50Ms)),
      ms(medianOf(reports, ({ p99Ms }) => p99Ms)),
      percent(medianOf(reports, ({ resumedShare }) => resumedShare)),
      percent(medianOf(reports, ({ serverShare }) => serverShare)),
      percent(medianOf(reports, ({ loadShare }) => loadShare)),
    ]),
  );
}

function attackText({ plan, without, during }: UnderAttack): string {
  const states = during.map(({ state }) => state);
  return `${count(plan.idle)} connections that had an answer and are idle, ${count(plan.slow)} clients that send a body a byte a second and come again when
they are cut off, ${count(plan.wrongPerS)} wrong logins per second, each an Inform of a device that there is, with a nonce that holds, on a new
connection; all at once from ${plan.addresses} addresses. The limits of one address are the defaults, and none is reached.

- The CPEs log in by digest. Each phase without the attack is followed by the same with it, ${during.length} times; shares are medians of
  those within a round.
- “As fast as they can” all of the server's core is used, so that whatever the attack takes is missing: this is the hard
  question. “At a rate” is ${percent(PACED_SHARE)} of what they could in the first phase, whether or not earlier sessions are done, as fleets call in;
  there times say more than rates, and count from when a session was due.
- CPEs and attackers share a core that neither fills (“load busy” is of both): what is missing is not their doing.

${attackTable(without, during)}

Wrong logins meanwhile, from connecting to the answer:

${table(
  ['CPEs', 'wrong logins/s', 'p50', 'p99'],
  ATTACKED_RUNS.map(({ name }) => {
    const progress = runsOf(during, name).flatMap(({ attack }) => attack ?? []);
    return [
      name,
      count(medianOf(progress, ({ wrongPerS }) => wrongPerS)),
      ms(medianOf(progress, ({ p50Ms }) => p50Ms)),
      ms(medianOf(progress, ({ p99Ms }) => p99Ms)),
    ];
  }),
)}

- While no CPE called in, the attack took ${percent(medianOf(during, ({ aloneShare }) => aloneShare))} of the server's core.
- Memory of the server at its most: ${without.map(({ residentPeak }) => mib(residentPeak)).join(', ')} without the attack, ${during.map(({ residentPeak }) => mib(residentPeak)).join(', ')} with it;
  at the end of each phase ${without.map(({ resident }) => mib(resident)).join(', ')} and ${during.map(({ resident }) => mib(resident)).join(', ')}.
- At the end ${count(medianOf(states, ({ idle }) => idle))} were idle and ${count(medianOf(states, ({ slow }) => slow))} slow; ${count(medianOf(states, ({ cutOff }) => cutOff))} had been cut off. Of ${count(medianOf(states, ({ wrong }) => wrong))} wrong logins
  ${count(medianOf(states, ({ asked }) => asked))} were asked again, ${count(medianOf(states, ({ turnedAway }) => turnedAway))} told to wait, ${count(medianOf(states, ({ unanswered }) => unanswered))} had no answer.`;
}

function attackTable(without: UnderAttack['without'], during: UnderAttack['during']): string {
  return table(
    [
      'CPEs',
      'sessions/s without',
      'with',
      'share',
      'server busy without',
      'with',
      'p50 without',
      'with',
      'p99 without',
      'with',
      'load busy',
    ],
    ATTACKED_RUNS.map(({ name }) => {
      const [before, after] = [runsOf(without, name), runsOf(during, name)];
      const rate = ({ sessionsPerS }: DoorReport) => sessionsPerS;
      const kept = medianOf(
        [...after.keys()],
        (round) => (after[round]?.sessionsPerS ?? 0) / (before[round]?.sessionsPerS ?? 0),
      );
      return [
        name,
        count(medianOf(before, rate)),
        count(medianOf(after, rate)),
        percent(kept),
        percent(medianOf(before, ({ serverShare }) => serverShare)),
        percent(medianOf(after, ({ serverShare }) => serverShare)),
        ms(medianOf(before, ({ p50Ms }) => p50Ms)),
        ms(medianOf(after, ({ p50Ms }) => p50Ms)),
        ms(medianOf(before, ({ p99Ms }) => p99Ms)),
        ms(medianOf(after, ({ p99Ms }) => p99Ms)),
        percent(medianOf(after, ({ loadShare, attack }) => loadShare + (attack?.share ?? 0))),
      ];
    }),
  );
}

function runsOf(phases: UnderAttack['without'], name: string): readonly AttackedReport[] {
  return phases.flatMap(({ runs }) => runs[name] ?? []);
}

function mib(bytes: number): string {
  return `${count(bytes / 2 ** 20)} MiB`;
}
