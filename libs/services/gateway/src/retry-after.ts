import { type Clock, planReturn, type ReturnLine, type ReturnPolicy } from '#libs/domain';

/** Tells each CPE that this gateway turns away when to come back, so that they do not come back together. */
export class RetryAfter {
  private line: ReturnLine = { freeAtMs: 0 };

  constructor(
    private readonly clock: Clock,
    private readonly policy: ReturnPolicy,
  ) {}

  /** Seconds for the Retry-After of one refusal (RFC 9110 §10.2.3). */
  nextS(): number {
    const { line, waitS } = planReturn(this.line, this.clock.now(), Math.random(), this.policy);
    this.line = line;
    return waitS;
  }

  /** Seconds for one that is refused for itself, and takes no place in the line. */
  apartS(): number {
    return Math.ceil(this.policy.meanS * (0.5 + Math.random()));
  }

  /** Seconds from now to the last place that was given away. */
  get lineS(): number {
    return Math.max(0, this.line.freeAtMs - this.clock.now()) / 1_000;
  }
}
