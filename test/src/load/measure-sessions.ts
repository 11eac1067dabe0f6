import { informCount } from './acs-state.ts';
import type { ConnectionUse } from './post-bytes.ts';
import type { RunReport } from './run-sessions.ts';
import type { LoadGenerator } from './start-load.ts';

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** Whose Informs it gets. */
  readonly fleet: string;
  /** Of the API, where the ACS says how many sessions were settled; absent at the bare server. */
  readonly httpUrl?: string;
}

export interface SessionPlan {
  readonly use: ConnectionUse;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  readonly rounds: number;
}

/** The reports of all rounds, by name of the target. */
export type Rounds = ReadonlyMap<string, readonly RunReport[]>;

/** Measures the targets in turn, as often as there are rounds. */
export async function measureRounds(
  load: LoadGenerator,
  targets: readonly Target[],
  plan: SessionPlan,
): Promise<Rounds> {
  const reports = new Map<string, RunReport[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const target of targets) reports.get(target.name)?.push(await measure(load, target, plan));
  }
  return reports;
}

/** One run. Throws when a session that should have been settled was not: it would measure something else. */
export async function measure(
  load: LoadGenerator,
  { name, port, pid, fleet, httpUrl }: Target,
  { use, connections, warmUpMs, windowMs, ratePerS }: Omit<SessionPlan, 'rounds'> & { readonly ratePerS?: number },
): Promise<RunReport> {
  const order = { fleet, port, pid, use, connections, warmUpMs, windowMs };
  const before = httpUrl === undefined ? undefined : await informCount(httpUrl);
  const report = await load.run({ ...order, ...(ratePerS === undefined ? {} : { ratePerS }) });
  if (httpUrl === undefined || before === undefined) return report;
  const after = await informCount(httpUrl);
  const settled = after.settled - before.settled;
  if (settled !== report.sessionsInAll || after.unsettled !== before.unsettled)
    throw new Error(`${name}: of ${report.sessionsInAll} sessions ${settled} were settled.`);
  return report;
}
