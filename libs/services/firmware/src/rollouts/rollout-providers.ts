import {
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
import { Logger } from '#libs/platform';
import { makeRunRollouts, type RolloutPorts, type RolloutTimes } from './make-run-rollouts.ts';
import { RunRollouts } from './run-rollouts.ts';

const PORTS = {
  rolloutStore: RolloutStore,
  executionStore: ExecutionStore,
  permitBuckets: PermitBuckets,
  progressStore: ProgressStore,
  deviceStore: DeviceStore,
  imageCatalog: ImageCatalog,
  settledMarks: SettledMarks,
  eventBus: EventBus,
} as const;

/** The scheduler of rollouts. */
export function runRolloutsProvider(times: RolloutTimes) {
  const names = Object.keys(PORTS);
  return {
    provide: RunRollouts,
    inject: [Clock, Logger, ...Object.values(PORTS)],
    useFactory: (clock: Clock, logger: Logger, ...injected: readonly unknown[]): RunRollouts => {
      const ports = Object.fromEntries(names.map((name, index) => [name, injected[index]])) as unknown as RolloutPorts;
      return makeRunRollouts(ports, clock, logger, times);
    },
  };
}
