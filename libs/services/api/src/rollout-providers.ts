import { Clock, DeviceStore, ExecutionStore, ImageCatalog, ProgressStore, RolloutStore } from '#libs/domain';
import { constant, FileUrls, Logger, provide } from '#libs/platform';
import type { ApiConfig } from './api.config.ts';
import { CheckRollout } from './check-rollout.ts';
import { Entropy } from './entropy.ts';
import { FindHeld } from './find-held.ts';
import { KeepRollouts } from './keep-rollouts.ts';
import { PreviewRollout } from './preview-rollout.ts';
import { ReadRolloutProgress } from './read-progress.ts';
import { RolloutStreams } from './rollout-streams.ts';
import { StartRollout } from './start-rollout.ts';

/** A start is answered within seconds: who is held beyond that is found when devices are put into waves. */
const MAX_HELD_LOOKS = 5_000;

/** The use cases about upgrades of many devices. */
export function rolloutProviders(config: Pick<ApiConfig, 'MUSTER_API_MAX_STREAMS'>) {
  return [
    provide(CheckRollout, ImageCatalog, Clock),
    provide(KeepRollouts, RolloutStore, CheckRollout, Clock, Entropy),
    provide(FindHeld, DeviceStore, ExecutionStore, RolloutStore, constant(MAX_HELD_LOOKS)),
    provide(StartRollout, RolloutStore, KeepRollouts, CheckRollout, DeviceStore, FindHeld, FileUrls, Clock),
    provide(ReadRolloutProgress, ProgressStore, ExecutionStore, Clock),
    provide(RolloutStreams, RolloutStore, ReadRolloutProgress, Clock, Logger, constant(config.MUSTER_API_MAX_STREAMS)),
    previewRollout,
  ];
}

const previewRollout = {
  provide: PreviewRollout,
  inject: [DeviceStore, ExecutionStore, RolloutStore, ImageCatalog, Clock],
  useFactory: (
    devices: DeviceStore,
    executions: ExecutionStore,
    rollouts: RolloutStore,
    images: ImageCatalog,
    clock: Clock,
  ) => new PreviewRollout({ devices, executions, rollouts, images, clock }),
};
