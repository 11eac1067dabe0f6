import { informCount, untilIdle } from './acs-state.ts';
import type { ConnectionUse } from './post-bytes.ts';
import type { RunReport } from './run-sessions.ts';
import type { LoadGenerator } from './start-load.ts';
import { medianOf } from './statistics.ts';

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** Other processes that have a part in its sessions, by name. */
  readonly others?: Readonly<Record<string, number>>;
  /** Whose Informs it gets. */
  readonly fleet: string;
  /** Of the API, where the ACS says how many sessions were settled; absent at the bare server. */
  readonly httpUrl?: string;
  /** Where provisioning says how far it is behind, when it is a process of its own: it is waited for after each run. */
  readonly lagUrl?: string;
}

export interface SessionPlan {
  readonly use: ConnectionUse;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly rounds: number;
}

/** The reports of all rounds, by name of the target. */
export type Rounds = Readonly<Record<string, readonly RunReport[]>>;

/** Measures the targets in turn, as often as there are rounds. */
export async function measureRounds(
  load: LoadGenerator,
  targets: readonly Target[],
  plan: SessionPlan,
): Promise<Rounds> {
  const reports: Record<string, RunReport[]> = Object.fromEntries(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const target of targets) reports[target.name]?.push(await measure(load, target, plan));
  }
  return reports;
}

/** One run. Throws when a session that should have been settled was not: it would measure something else. */
export async function measure(
  load: LoadGenerator,
  { name, port, pid, others, fleet, httpUrl, lagUrl }: Target,
  { use, connections, warmUpMs, windowMs, ratePerS }: Omit<SessionPlan, 'rounds'> & { readonly ratePerS?: number },
): Promise<RunReport> {
  const order = { fleet, port, pid, ...(others && { others }), use, connections, warmUpMs, windowMs };
  const before = httpUrl === undefined ? undefined : await informCount(httpUrl);
  const report = await load.run({ ...order, ...(ratePerS === undefined ? {} : { ratePerS }) });
  if (lagUrl !== undefined) await untilIdle(lagUrl);
  if (httpUrl === undefined || before === undefined) return report;
  const after = await informCount(httpUrl);
  const settled = after.settled - before.settled;
  if (settled !== report.sessionsInAll || after.unsettled !== before.unsettled)
    throw new Error(`${name}: of ${report.sessionsInAll} sessions ${settled} were settled.`);
  return report;
}

/** Of the highest rate, when latency is measured. */
const PACED_SHARE = 0.7;

/** Each target at 70 % of what it did at full load. */
export async function measurePaced(
  load: LoadGenerator,
  targets: readonly Target[],
  {
    connections,
    warmUpMs,
    pacedMs,
  }: { readonly connections: number; readonly warmUpMs: number; readonly pacedMs: number },
  atFullLoad: Rounds,
): Promise<Readonly<Record<string, RunReport>>> {
  const reports: Record<string, RunReport> = {};
  for (const target of targets) {
    const ratePerS = PACED_SHARE * medianOf(atFullLoad[target.name] ?? [], (run) => run.sessionsPerS);
    const order = { use: 'keepAlive', connections, warmUpMs, windowMs: pacedMs, ratePerS } as const;
    reports[target.name] = await measure(load, target, order);
  }
  return reports;
}
