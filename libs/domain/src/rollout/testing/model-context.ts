import type { ExecutionContext } from '../execution-event.ts';
import type { OpenTime } from '../maintenance-window.ts';
import type { MaintenanceWindow } from '../rollout.ts';
import type { RolloutPhase } from '../rollout-phase.ts';
import { aRolloutDocument, BETWEEN, HOUR, TARGET } from './executions.ts';
import type { CpeTraits } from './model-cpe.ts';

export interface ModelSurroundings {
  readonly nowMs: number;
  readonly phase: RolloutPhase;
  readonly windowOpen: boolean;
  readonly quarantined: boolean;
}

/** Whether one is open is up to the world. */
const NIGHTS: readonly MaintenanceWindow[] = [{ start: '02:00', minutes: 180, zone: 'UTC' }];

export function modelContext(traits: CpeTraits, around: ModelSurroundings): ExecutionContext {
  const { nowMs, phase, windowOpen, quarantined } = around;
  const state = quarantined ? 'quarantined' : 'released';
  const images = [TARGET, BETWEEN].map((image) => ({ ...image, state }) as const);
  const document = aRolloutDocument({
    rebootAfterTransfer: true,
    delivery: { by: 'scheduleDownload' },
    windows: NIGHTS,
  });
  return {
    nowMs,
    rollout: { document, phase, approved: true, closedCells: [] },
    waveOpen: true,
    windowOpen,
    openTimes: openTimes(nowMs, windowOpen),
    images: new Map(images.map((image) => [image.id, image])),
    device: { methods: methodsOf(traits) },
  };
}

function openTimes(nowMs: number, windowOpen: boolean): readonly OpenTime[] {
  const opensAtMs = windowOpen ? nowMs - HOUR : nowMs + HOUR;
  const closesAtMs = opensAtMs + 3 * HOUR;
  return [
    { opensAtMs, closesAtMs },
    { opensAtMs: opensAtMs + 24 * HOUR, closesAtMs: closesAtMs + 24 * HOUR },
  ];
}

function methodsOf({ listsTransfers, schedules }: CpeTraits): readonly string[] {
  return [
    ...(listsTransfers ? ['GetAllQueuedTransfers'] : []),
    ...(schedules ? ['ScheduleDownload', 'CancelTransfer'] : []),
  ];
}
