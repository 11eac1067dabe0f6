import { type Cpe, Fleet } from '#libs/testing/cpe';
import { type RpcCounts, RpcTally } from './rpc-counts.ts';

export interface VisitOrder {
  readonly url: string;
}

export interface VisitReport {
  readonly sessions: number;
  readonly seconds: number;
  /** Per device. */
  readonly rpcs: RpcCounts;
}

const CONCURRENCY = 32;

/** Has each device call in once, as it does periodically, and do what it is told. Rejects when a session fails. */
export async function visitFleet(cpes: readonly Cpe[], { url }: VisitOrder): Promise<VisitReport> {
  for (const cpe of cpes) cpe.periodic();
  return runOnce(cpes, url);
}

/** One session of each, with what it has to say. */
export async function runOnce(cpes: readonly Cpe[], url: string): Promise<VisitReport> {
  const tally = new RpcTally();
  const beganMs = performance.now();
  const fleet = new Fleet(cpes, {
    once: true,
    concurrency: CONCURRENCY,
    session: { url, checks: false },
    onEnd: (_cpe, { rpcs }) => {
      for (const { method } of rpcs) tally.add(method);
    },
  });
  fleet.start();
  await fleet.finished;
  const { failures, sessions, outcomes } = fleet.stats;
  if (failures > 0) throw new Error(`Sessions failed: ${JSON.stringify(Object.fromEntries(outcomes))}.`);
  return { sessions, seconds: (performance.now() - beganMs) / 1_000, rpcs: tally.per(cpes.length) };
}
