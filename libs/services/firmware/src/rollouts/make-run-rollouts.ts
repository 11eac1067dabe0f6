import type {
  Clock,
  DeviceStore,
  EventBus,
  ExecutionStore,
  ImageCatalog,
  PermitBuckets,
  ProgressStore,
  RolloutStore,
  SettledMarks,
} from '#libs/domain';
import type { Logger } from '#libs/platform';
import { CountFleet, type FleetPages } from './count-fleet.ts';
import { EnrolDevices } from './enrol-devices.ts';
import { EnrolRollout } from './enrol-rollout.ts';
import { LookAtRollout } from './look-at-rollout.ts';
import { RecountBuckets } from './recount-buckets.ts';
import { RolloutMetrics } from './rollout-metrics.ts';
import { RunRollouts } from './run-rollouts.ts';
import { StepExecutions } from './step-executions.ts';
import { SweepExecutions } from './sweep-executions.ts';
import { TellRollout } from './tell-rollout.ts';
import { WalkExecutions } from './walk-executions.ts';

export interface RolloutPorts {
  readonly rolloutStore: RolloutStore;
  readonly executionStore: ExecutionStore;
  readonly permitBuckets: PermitBuckets;
  readonly progressStore: ProgressStore;
  readonly deviceStore: DeviceStore;
  readonly imageCatalog: ImageCatalog;
  readonly settledMarks: SettledMarks;
  readonly eventBus: EventBus;
}

export interface RolloutTimes {
  /** Between two looks at all rollouts. */
  readonly lookMs: number;
  /** Between two rounds in which devices join a target that grows. */
  readonly joinMs: number;
  readonly recountMs: number;
  readonly pages?: FleetPages;
}

/** The scheduler of rollouts, with all its parts. */
export function makeRunRollouts(ports: RolloutPorts, clock: Clock, logger: Logger, times: RolloutTimes): RunRollouts {
  const { rolloutStore: rollouts, executionStore: executions, permitBuckets: buckets, progressStore: progress } = ports;
  const { deviceStore: devices, imageCatalog: images, settledMarks: marks, eventBus: bus } = ports;
  const metrics = new RolloutMetrics(() => clock.now());
  const steps = new StepExecutions(executions, marks, bus, clock);
  const enrolDevices = new EnrolDevices(devices, executions, rollouts, steps, clock, times.pages);
  const lookAt = new LookAtRollout({
    rollouts,
    executions,
    buckets,
    images,
    progress,
    marks,
    bus,
    enrol: new EnrolRollout(new CountFleet(devices, times.pages), enrolDevices, executions, clock, times.joinMs),
    steps,
    walks: new WalkExecutions(executions, clock),
    recount: new RecountBuckets(buckets, clock, logger, metrics, times.recountMs),
    tell: new TellRollout(progress, bus, clock),
    metrics,
    clock,
    logger,
  });
  const sweep = new SweepExecutions(executions, rollouts, steps, clock);
  return new RunRollouts(rollouts, lookAt, sweep, metrics, clock, logger, times.lookMs);
}
