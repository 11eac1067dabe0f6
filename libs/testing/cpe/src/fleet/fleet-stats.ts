import type { SessionLog, SessionOutcome } from '../session/session-log.ts';
import { LatencyHistogram } from './latency-histogram.ts';

/** What a fleet has done so far. */
export class FleetStats {
  readonly outcomes = new Map<SessionOutcome, number>();
  readonly sessionMs = new LatencyHistogram();
  readonly postMs = new LatencyHistogram();
  rpcs = 0;
  violations = 0;

  get sessions(): number {
    return this.sessionMs.count;
  }

  get failures(): number {
    return this.sessions - (this.outcomes.get('completed') ?? 0);
  }

  add(log: SessionLog): void {
    this.outcomes.set(log.outcome, (this.outcomes.get(log.outcome) ?? 0) + 1);
    this.sessionMs.add(log.durationMs);
    for (const exchange of log.exchanges) this.postMs.add(exchange.durationMs);
    this.rpcs += log.rpcs.length;
    this.violations += log.violations.length;
  }
}
