import { count, ms, percent, table } from '../markdown-table.ts';
import type { Saved } from '../saved-results.ts';
import { medianOf } from '../statistics.ts';
import type { AttackState } from './attack-order.ts';
import { type DoorReport, WAYS_IN } from './door-order.ts';
import { ATTACKED_RUNS, PACED_SHARE } from './measure-attack.ts';
import type { Attacked, AttackedReport, AttackPhase, DoorResults, UnderAttack } from './results.ts';

/** The part of docs/benchmarks.md about the door, with its headings. */
export function doorSection({ on, machine, results }: Saved<DoorResults>): string {
  return `## The door

What the ways in cost, and what those who are served notice of an attack. Repeat it with \`npm run bench -- --door\` (five
minutes; with \`-- --door --quick\` two).

${on}, ${machine}.

- All roles are in one process (embedded adapters), on core 0; CPEs and attackers are two processes on core 1. There are two
  such servers, one where nobody logs in and one where everybody has to (\`MUSTER_CWMP_LOGIN=required\`); one is idle while
  the other is measured. Certificates are ECDSA P-256, of CPEs too.
- A settled session is two POSTs: on a connection that is kept for all sessions, or on a new one for each. “Asked”: the CPE has
  no nonce when it calls, so that its Inform is answered with 401 and sent again, a third POST; otherwise it goes on with a nonce
  that it has, as it may for two minutes. “Resumed” goes on with the TLS session that the CPE had before.
- **CPU per session is the figure to compare**; ratios are medians of those within a round.

### Against the aims

${aimsOf(results)}

${WHAT_WAS_TRIED}

### What ways in cost

${waysTable(results.ways)}

### Under attack

${attackText(results.attack)}`;
}

const WHAT_WAS_TRIED = `Where an aim is missed, it is a core that is full. A profile of the server under attack shows what Node needs to accept a
connection, to parse a request and to answer 401, and no part of the ACS that stands out; of SHA-256, the two hashes of each POST. What
helped: connections are closed at the door from where too many logins failed and nobody ever came in; sixteen listening
sockets instead of four (newcomers wait 29–45 ms instead of 328–463); the check of a nonce is one HMAC that is kept ready. CPEs that call in at a
rate of their own notice nothing, and another gateway process is another core: gateways hold nothing.`;

/** Of CPU, beside the same sessions without a login. */
const LOGIN_COSTS_AT_MOST = 1.15;
/** Of the rate without an attack. */
const KEEPS_AT_LEAST = 0.8;

function aimsOf({ ways, attack }: DoorResults): string {
  const [plain = '', ...others] = WAYS_IN.map(({ name }) => name);
  const logins = others.filter((name) => name.startsWith('digest') && name.endsWith('connection kept'));
  const costs = logins.map((name) => {
    const cost = costOf(ways[name] ?? [], ways[plain] ?? []);
    return [name, `≤ ${LOGIN_COSTS_AT_MOST} ×`, `${cost.toFixed(2)} ×`, yesOrNo(cost <= LOGIN_COSTS_AT_MOST)];
  });
  const kept = attack.attacks.flatMap(({ plan, during }) =>
    ATTACKED_RUNS.map(({ name }) => {
      const share = keptShare(runsOf(attack.without, name), runsOf(during, name));
      const what = `under attack from ${plan.addresses} addresses: ${name}`;
      return [what, `≥ ${percent(KEEPS_AT_LEAST)}`, percent(share), yesOrNo(share >= KEEPS_AT_LEAST)];
    }),
  );
  return table(['what', 'must reach', 'measured', 'reached'], [...costs, ...kept]);
}

function yesOrNo(isReached: boolean): string {
  return isReached ? 'yes' : 'no';
}

function costOf(reports: readonly DoorReport[], yardstick: readonly DoorReport[]): number {
  return medianOf([...reports.keys()], (round) => (reports[round]?.serverUs ?? 0) / (yardstick[round]?.serverUs ?? 0));
}

function waysTable(ways: DoorResults['ways']): string {
  const yardstick = ways[WAYS_IN[0]?.name ?? ''] ?? [];
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
      costOf(reports, yardstick).toFixed(2),
      ms(medianOf(reports, ({ p50Ms }) => p50Ms)),
      ms(medianOf(reports, ({ p99Ms }) => p99Ms)),
      percent(medianOf(reports, ({ resumedShare }) => resumedShare)),
      percent(medianOf(reports, ({ serverShare }) => serverShare)),
      percent(medianOf(reports, ({ loadShare }) => loadShare)),
    ]),
  );
}

function attackText({ without, attacks }: UnderAttack): string {
  const [{ plan, during } = NO_ATTACK] = attacks;
  return `${count(plan.idle)} connections that had an answer and are idle, ${count(plan.slow)} clients that send a body a byte a second and come again when
they are cut off, ${count(plan.wrongPerS)} wrong logins per second, each an Inform of a device that there is, with a nonce that holds, on a new
connection: all at once.

- The CPEs log in by digest. Each round is a phase without an attack and one with each of them, ${during.length} times; shares are medians of
  those within a round. Each phase begins when all of the attackers are there.
- “As fast as they can” all of the server’s core is used, so that whatever the attack takes is missing: this is the hard
  question, and CPU per session says it where a shared machine disturbs the rates. “At a rate” is ${percent(PACED_SHARE)} of what they could in
  the first phase, whether or not earlier sessions are done, as fleets call in; times count from when a session was due.
- CPEs and attackers share a core that neither fills (“load busy” is of both): what is missing is not their doing.
- The times of wrong logins, from connecting to the answer, are those of anybody who connects anew meanwhile.
- Memory at its most without an attack: ${mibs(without, ({ residentPeak }) => residentPeak)}.

${attacks.map((attacked) => oneAttack(without, attacked)).join('\n\n')}`;
}

const NO_ATTACK: Attacked = { plan: { idle: 0, slow: 0, wrongPerS: 0, addresses: 0 }, during: [] };

function oneAttack(without: UnderAttack['without'], { plan, during }: Attacked): string {
  const states = during.map(({ state }) => state);
  const number = (read: (state: AttackState) => number) => count(medianOf(states, read));
  return `#### From ${plan.addresses} addresses

${attackTable(without, during)}

- While no CPE called in, the attack took ${percent(medianOf(during, ({ aloneShare }) => aloneShare))} of the server’s core.
- Memory of the server at its most, in the order of the rounds: ${mibs(during, ({ residentPeak }) => residentPeak)}.
- At the end ${number(({ idle }) => idle)} were idle and ${number(({ slow }) => slow)} slow; ${number(({ cutOff }) => cutOff)} had been cut off. Of ${number(({ wrong }) => wrong)} wrong logins
  ${number(({ asked }) => asked)} were asked again, ${number(({ turnedAway }) => turnedAway)} told to wait, ${number(({ unanswered }) => unanswered)} had no answer, as connections
  are closed at once from where too many fail.`;
}

const ATTACK_HEAD = [
  'CPEs',
  'sessions/s without',
  'with',
  'share',
  'CPU µs without',
  'with',
  'server busy without',
  'with',
  'p50 without',
  'with',
  'p99 without',
  'with',
  'load busy',
  'wrong logins p50',
  'p99',
] as const;

function attackTable(without: UnderAttack['without'], during: Attacked['during']): string {
  return table(
    ATTACK_HEAD,
    ATTACKED_RUNS.map(({ name }) => {
      const [before, after] = [runsOf(without, name), runsOf(during, name)];
      const both = (read: (report: DoorReport) => number, show: (value: number) => string) =>
        [before, after].map((reports) => show(medianOf(reports, read)));
      const progress = after.flatMap(({ attack }) => attack ?? []);
      return [
        name,
        ...both(({ sessionsPerS }) => sessionsPerS, count),
        percent(keptShare(before, after)),
        ...both(({ serverUs }) => serverUs, count),
        ...both(({ serverShare }) => serverShare, percent),
        ...both(({ p50Ms }) => p50Ms, ms),
        ...both(({ p99Ms }) => p99Ms, ms),
        percent(medianOf(after, ({ loadShare, attack }) => loadShare + (attack?.share ?? 0))),
        ms(medianOf(progress, ({ p50Ms }) => p50Ms)),
        ms(medianOf(progress, ({ p99Ms }) => p99Ms)),
      ];
    }),
  );
}

function keptShare(before: readonly DoorReport[], after: readonly DoorReport[]): number {
  const rateIn = (reports: readonly DoorReport[], round: number) => reports[round]?.sessionsPerS ?? Number.NaN;
  return medianOf([...after.keys()], (round) => rateIn(after, round) / rateIn(before, round));
}

function runsOf(phases: readonly AttackPhase[], name: string): readonly AttackedReport[] {
  return phases.flatMap(({ runs }) => runs[name] ?? []);
}

function mibs<T>(phases: readonly T[], read: (phase: T) => number): string {
  return phases.map((phase) => `${count(read(phase) / 2 ** 20)} MiB`).join(', ');
}
