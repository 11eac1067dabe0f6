import { fullStage } from '../admission.ts';
import { cautiousLimit, nextLimit } from '../delay-limit.ts';

/** What is behind the gateways for some time. */
export interface Period {
  readonly forMs: number;
  /** CPEs that call in for the first time, per second; those who were refused come on top. */
  readonly arrivalsPerS: number;
  /** Sessions that can be opened per second. */
  readonly capacityPerS: number;
}

export interface SimulationOptions {
  readonly periods: readonly Period[];
  readonly targetMs: number;
  /** Mean time that opening a session takes without any queue. */
  readonly serviceMs: number;
  readonly gateways: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** One admitted session, in milliseconds since the start. */
export interface Opened {
  readonly atMs: number;
  readonly tookMs: number;
}

export interface SimulationResult {
  readonly opened: readonly Opened[];
  /** When somebody was refused. */
  readonly refusedAtMs: readonly number[];
}

const RETRY_MS = { least: 2_000, spread: 4_000 } as const;
const STEP_MS = 1;

interface Waiting {
  readonly gateway: number;
  readonly atMs: number;
  readonly place: number;
  doneAtMs: number;
}

/** Gateways in front of something that opens sessions first come, first served, in steps of a millisecond. */
export function simulateStorm({ periods, targetMs, serviceMs, gateways, random }: SimulationOptions): SimulationResult {
  const policy = { targetMs, least: 8, most: 2_000 };
  const stages = Array.from({ length: gateways }, () => ({ pending: 0, limit: cautiousLimit(policy) }));
  const queue: Waiting[] = [];
  const atWork: Waiting[] = [];
  const returns = new Map<number, number>();
  const opened: Opened[] = [];
  const refusedAtMs: number[] = [];
  let nowMs = 0;

  const callIn = () => {
    const gateway = Math.floor(random() * gateways);
    const stage = stages[gateway];
    if (stage === undefined) return;
    if (fullStage({ intake: stage }, 'unread') !== undefined) {
      refusedAtMs.push(nowMs);
      const backAtMs = nowMs + Math.round(RETRY_MS.least + random() * RETRY_MS.spread);
      returns.set(backAtMs, (returns.get(backAtMs) ?? 0) + 1);
      return;
    }
    stage.pending++;
    queue.push({ gateway, atMs: nowMs, place: stage.pending, doneAtMs: 0 });
  };
  const finish = ({ gateway, atMs, place }: Waiting) => {
    const stage = stages[gateway];
    if (stage === undefined) return;
    stage.pending--;
    const tookMs = nowMs - atMs;
    stage.limit = nextLimit(stage.limit, { place, tookMs }, policy);
    opened.push({ atMs, tookMs });
  };
  const work = (capacityPerS: number) => {
    for (const done of atWork.filter(({ doneAtMs }) => doneAtMs <= nowMs)) {
      atWork.splice(atWork.indexOf(done), 1);
      finish(done);
    }
    const workers = (capacityPerS * serviceMs) / 1_000;
    while (atWork.length < workers) {
      const next = queue.shift();
      if (next === undefined) return;
      // Exponential: most are quick, some take several times the mean.
      next.doneAtMs = nowMs - Math.log(1 - random()) * serviceMs;
      atWork.push(next);
    }
  };

  for (const { forMs, arrivalsPerS, capacityPerS } of periods) {
    for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += STEP_MS) {
      const back = returns.get(nowMs) ?? 0;
      returns.delete(nowMs);
      for (let n = back + poisson((arrivalsPerS * STEP_MS) / 1_000, random); n > 0; n--) callIn();
      work(capacityPerS);
    }
  }
  return { opened, refusedAtMs };
}

/** Knuth's method; right for the small means of a millisecond. */
function poisson(mean: number, random: () => number): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count++;
  return count;
}
