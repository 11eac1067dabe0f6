import type { Attributes } from '@opentelemetry/api';
import { isFinal, type RolloutId, type RolloutPhase, type RolloutProgress } from '#libs/domain';
import { meter } from '#libs/platform';

interface Seen {
  readonly phase: RolloutPhase;
  readonly progress: RolloutProgress;
}

/** What the scheduler of rollouts saw last, read when metrics are asked for. */
export class RolloutMetrics {
  /** Buckets whose counter was wrong. */
  drifted = 0;
  /** Looks at a rollout that did not work. */
  failedLooks = 0;
  stepped = 0;
  private lookedAtMs: number | undefined;
  private readonly seen = new Map<RolloutId, Seen>();

  constructor(private readonly now: () => number) {
    const rollouts = meter('rollouts');
    const counter = (name: string, description: string, read: () => number) =>
      rollouts.createObservableCounter(name, { description }).addCallback((result) => result.observe(read()));
    counter(
      'muster_rollout_drift_total',
      'Buckets of permits whose counter was wrong and was put right.',
      () => this.drifted,
    );
    counter(
      'muster_rollout_failed_looks_total',
      'Looks at a rollout that failed; they are tried again.',
      () => this.failedLooks,
    );
    counter(
      'muster_rollout_deadlines_total',
      'Devices in rollouts whose time in a state was over.',
      () => this.stepped,
    );
    const gauge = (name: string, description: string, read: () => readonly (readonly [number, Attributes])[]) =>
      rollouts.createObservableGauge(name, { description }).addCallback((result) => {
        for (const [value, attributes] of read()) result.observe(value, attributes);
      });
    gauge('muster_rollout_look_age_seconds', 'Since rollouts were looked at last.', () =>
      this.lookedAtMs === undefined ? [] : [[Math.max(0, this.now() - this.lookedAtMs) / 1_000, {}]],
    );
    gauge('muster_rollouts', 'Rollouts that are not over, by phase.', () => this.phases());
    gauge('muster_rollout_devices_in_flight', 'Devices that hold a permit, by rollout.', () =>
      this.each(({ total }) => total.inFlight),
    );
    gauge('muster_rollout_permits_burned', 'Permits that failures took, by rollout.', () =>
      this.each((one) => one.burned),
    );
    gauge('muster_rollout_permits', 'Permits of the waves that have begun, by rollout.', () =>
      this.each((one) => one.cap),
    );
  }

  looked(): void {
    this.lookedAtMs = this.now();
  }

  saw(rollout: RolloutId, phase: RolloutPhase, progress: RolloutProgress): void {
    if (isFinal(phase)) this.seen.delete(rollout);
    else this.seen.set(rollout, { phase, progress });
  }

  private phases(): readonly (readonly [number, Attributes])[] {
    const byPhase = Map.groupBy(this.seen.values(), ({ phase }) => phase);
    return [...byPhase].map(([phase, own]) => [own.length, { phase }] as const);
  }

  private each(read: (progress: RolloutProgress) => number): readonly (readonly [number, Attributes])[] {
    return [...this.seen].map(([rollout, { progress }]) => [read(progress), { rollout }] as const);
  }
}
