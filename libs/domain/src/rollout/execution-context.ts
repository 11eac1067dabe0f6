import type { Device } from '../device/device.ts';
import type { Execution } from './execution.ts';
import type { ExecutionContext } from './execution-event.ts';
import type { Image, ImageId } from './image.ts';
import { isOpenAt, openTimes, windowLeadMs, zoneOf } from './maintenance-window.ts';
import type { Rollout } from './rollout.ts';
import { isApproved } from './rollout-phase.ts';
import { isOpenWave } from './waves.ts';

/** What was read for an execution. */
export interface ExecutionSurroundings {
  readonly rollout: Rollout;
  /** Of the path of the execution, at least; absent ones are gone. */
  readonly images: ReadonlyMap<ImageId, Image>;
  readonly device: Pick<Device, 'methods' | 'attributes'>;
  /** Of `Device.Time.LocalTimeZone`. */
  readonly reportedZone?: string;
  readonly nowMs: number;
}

/** What an event of the execution is judged by. */
export function executionContext({ wave }: Execution, around: ExecutionSurroundings): ExecutionContext {
  const { rollout, images, device, nowMs } = around;
  const { document, status, generation, closedCells, pardons = 0 } = rollout;
  const needsApproval = document.approval ?? true;
  const zone = zoneIn(around);
  const { windows = [] } = document;
  const times = openTimes(windows, zone, nowMs, windowLeadMs(document));
  const present = rollout.waves.find(({ number }) => number === wave);
  return {
    nowMs,
    rollout: {
      document,
      closedCells,
      pardons,
      phase: status.phase,
      approved: isApproved(status, { needsApproval, generation }),
    },
    waveOpen: present !== undefined && isOpenWave(present),
    windowOpen: windows.length === 0 || isOpenAt(times, nowMs),
    ...(windows.length > 0 && { openTimes: times }),
    images,
    device: device.methods ? { methods: device.methods } : {},
  };
}

/** What operators say of a device comes before what it says itself. */
function zoneIn({ rollout, device, reportedZone }: ExecutionSurroundings): string {
  return zoneOf(device.attributes.timezone ?? reportedZone, rollout.document.timeZone);
}
