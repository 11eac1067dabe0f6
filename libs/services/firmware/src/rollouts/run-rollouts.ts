import { type Clock, isFinal, type Rollout, type RolloutId, type RolloutPhase, type RolloutStore } from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { LookAtRollout } from './look-at-rollout.ts';
import type { RolloutMetrics } from './rollout-metrics.ts';
import type { SweepExecutions } from './sweep-executions.ts';

const PAGE = 100;
const MINUTE_MS = 60_000;
/** Between two looks where there is more to do. */
const SOON_MS = 20;
const OPEN: readonly RolloutPhase[] = ['draft', 'awaitingApproval', 'ready', 'running', 'paused', 'halted'];
const OVER: readonly RolloutPhase[] = ['completed', 'cancelled', 'expired'];

/** Looks at every rollout that is not over, again and again; nothing of what it knows must not be lost. */
export class RunRollouts {
  private stopTimer: () => void = () => undefined;
  private looking: Promise<void> = Promise.resolve();
  private isStopped = false;
  /** Not over when they were looked at last. */
  private watched: ReadonlySet<RolloutId> = new Set();
  private oversDueMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly rollouts: RolloutStore,
    private readonly lookAt: LookAtRollout,
    private readonly sweep: SweepExecutions,
    private readonly metrics: RolloutMetrics,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.schedule(this.everyMs);
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.stopTimer();
    await this.looking;
  }

  /** One look at all. True: there is more to do now. */
  async look(): Promise<boolean> {
    const before = this.watched;
    const watched = new Set<RolloutId>();
    let isMore = await this.sweepDue();
    for await (const rollout of this.each(OPEN)) {
      watched.add(rollout.id);
      isMore = (await this.one(rollout)) || isMore;
    }
    for (const id of before) {
      const ended = watched.has(id) ? undefined : await this.rollouts.get(id);
      if (ended === undefined) continue;
      isMore = (await this.one(ended)) || isMore;
      // What is still under way in it is looked at until nothing is.
      if (!isFinal(ended.status.phase) || !(await this.lookAt.isOver(ended))) watched.add(id);
    }
    this.watched = watched;
    await this.findOver();
    this.metrics.looked();
    return isMore;
  }

  private async sweepDue(): Promise<boolean> {
    const { stepped, isMore } = await this.sweep.run();
    this.metrics.stepped += stepped;
    return isMore;
  }

  /** Rollouts that ended while nobody watched them. */
  private async findOver(): Promise<void> {
    const nowMs = this.clock.now();
    if (nowMs < this.oversDueMs && this.oversDueMs - nowMs <= MINUTE_MS) return;
    this.oversDueMs = nowMs + MINUTE_MS;
    const found = new Set(this.watched);
    for await (const rollout of this.each(OVER)) if (!(await this.lookAt.isOver(rollout))) found.add(rollout.id);
    this.watched = found;
  }

  /** What goes wrong with one rollout must not keep the others waiting. */
  private async one(rollout: Rollout): Promise<boolean> {
    if (this.isStopped) return false;
    try {
      return await this.lookAt.run(rollout);
    } catch (err) {
      this.metrics.failedLooks++;
      this.logger.warn({ err, rollout: rollout.id }, 'a look at a rollout failed; it is tried again');
      return false;
    }
  }

  private async *each(phases: readonly RolloutPhase[]): AsyncGenerator<Rollout> {
    let cursor: string | undefined;
    do {
      const page = await this.rollouts.list({ phases, limit: PAGE, ...(cursor !== undefined && { cursor }) });
      yield* page.rollouts;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  private schedule(afterMs: number): void {
    if (this.isStopped) return;
    this.stopTimer = this.clock.after(afterMs, () => {
      this.looking = this.look().then(
        (isMore) => this.schedule(isMore ? SOON_MS : this.everyMs),
        (err: unknown) => {
          this.logger.warn({ err }, 'rollouts could not be looked at; it is tried again');
          this.schedule(this.everyMs);
        },
      );
    });
  }
}
