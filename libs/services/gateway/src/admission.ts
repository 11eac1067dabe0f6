import {
  type Clock,
  cautiousLimit,
  type DeviceId,
  type FullStage,
  fullStage,
  type Newcomer,
  type OpeningLoad,
} from '#libs/domain';
import type { AwaitDecision } from './await-decision.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { OpeningLine } from './opening-line.ts';

export interface AdmissionOptions {
  /** What each stage of opening a session may take, in milliseconds, before fewer are let in at once. */
  readonly targetMs: number;
  /** Sessions at each stage at once, however quick it is. */
  readonly mostOpening: number;
  /** How long a session waits for a decision, in milliseconds; later ones are nothing to wait for any more. */
  readonly waitMs: number;
}

/** As many are always let in at once. */
const LEAST_OPENING = 8;

/**
 * Lets new sessions in as long as those that are being opened get through in time, so that an admitted one waits for a
 * bounded time under any load. It measures what the ACS does and nothing that the CPE does: a slow CPE takes nobody's place.
 */
export class Admission {
  private readonly intake: OpeningLine<object>;
  private readonly undecided: OpeningLine<DeviceId>;
  private lastDecisionMs = Number.NEGATIVE_INFINITY;
  private silent = false;

  constructor(
    private readonly decision: AwaitDecision,
    metrics: GatewayMetrics,
    private readonly clock: Clock,
    private readonly options: AdmissionOptions,
  ) {
    const { targetMs, mostOpening: most } = options;
    const policy = { targetMs, least: Math.min(LEAST_OPENING, most), most };
    // Intake is this process and what is close to it: it is quick unless something is wrong.
    this.intake = new OpeningLine(policy, most);
    this.undecided = new OpeningLine(policy, cautiousLimit(policy));
    metrics.watchOpening(() => this.load);
    decision.onDecision = (deviceId) => {
      this.lastDecisionMs = clock.now();
      this.silent = false;
      this.undecided.pass(deviceId, this.lastDecisionMs);
    };
  }

  get load(): OpeningLoad {
    const counts = this.decision.isWaitedFor && !this.silent;
    return counts ? { intake: this.intake, decision: this.undecided } : { intake: this.intake };
  }

  /** The stage that has no room for this newcomer; undefined if it may be let in. */
  fullStage(newcomer: Newcomer): FullStage | undefined {
    this.giveUpLate();
    return fullStage(this.load, newcomer);
  }

  /** Runs what makes an Inform durable and opens its session. To be called in the same turn as `fullStage`. */
  async open<T extends { readonly settled: boolean }>(deviceId: DeviceId, begin: () => Promise<T>): Promise<T> {
    this.undecided.enter(deviceId, this.clock.now());
    try {
      const session = await this.openSettled(begin);
      if (session.settled) this.undecided.drop(deviceId);
      return session;
    } catch (error) {
      this.undecided.drop(deviceId);
      throw error;
    }
  }

  /** As `open`, of a session that waits for no decision. */
  async openSettled<T>(begin: () => Promise<T>): Promise<T> {
    const entry = {};
    this.intake.enter(entry, this.clock.now());
    try {
      const session = await begin();
      this.intake.pass(entry, this.clock.now());
      return session;
    } catch (error) {
      this.intake.fail(entry, this.clock.now());
      throw error;
    }
  }

  private giveUpLate(): void {
    const nowMs = this.clock.now();
    const sinceMs = nowMs - this.options.waitMs;
    for (const deviceId of this.undecided.enteredBefore(sinceMs)) {
      // Not one decision in all that time: provisioning is not slow but gone, and sending CPEs away would not help it.
      if (this.lastDecisionMs < sinceMs) this.silent = true;
      if (this.silent) this.undecided.drop(deviceId);
      else this.undecided.pass(deviceId, nowMs);
    }
  }
}
