import type { TimeWindow } from '#libs/cwmp';
import { type Execution, productClassOf } from './execution.ts';
import type { ExecutionContext } from './execution-event.ts';
import type { OpenTime } from './maintenance-window.ts';
import type { ScheduledDelivery } from './rollout.ts';

/** TimeWindowList of ScheduleDownload has one or two (A.4.1.8). */
export const MAX_DELIVERY_WINDOWS = 2;
/** WindowStart stays before WindowEnd in whole seconds. */
const SHORTEST_MS = 2_000;
/** Of a rollout without windows. */
const ANY_TIME_MS = 24 * 60 * 60_000;

/**
 * The times to tell the CPE, in which it begins by itself; undefined: it is sent a Download, now or when its window is open.
 * None ends after the rollout does.
 */
export function deliveryWindows(execution: Execution, context: ExecutionContext): readonly OpenTime[] | undefined {
  const { rollout, device, nowMs } = context;
  const { delivery, windows = [], deadlineAt } = rollout.document;
  if (delivery?.by !== 'scheduleDownload' || !isFor(delivery, execution)) return undefined;
  if (device.methods?.includes('ScheduleDownload') !== true) return undefined;
  const anyTime = [{ opensAtMs: nowMs, closesAtMs: nowMs + ANY_TIME_MS }];
  const times = (windows.length === 0 ? anyTime : (context.openTimes ?? []))
    .map(({ opensAtMs, closesAtMs }) => ({
      opensAtMs: Math.max(opensAtMs, nowMs),
      closesAtMs: Math.min(closesAtMs, Date.parse(deadlineAt)),
    }))
    .filter(({ opensAtMs, closesAtMs }) => closesAtMs - opensAtMs >= SHORTEST_MS)
    .slice(0, MAX_DELIVERY_WINDOWS);
  return times.length > 0 ? times : undefined;
}

function isFor({ productClasses }: ScheduledDelivery, { cell }: Execution): boolean {
  return productClasses === undefined || productClasses.includes(productClassOf(cell));
}

/** As the CPE is told them: in whole seconds from the receipt of the request. */
export function timeWindowList(
  times: readonly OpenTime[],
  nowMs: number,
  { mode = '1 At Any Time', userMessage = '', maxRetries = 0 }: Partial<ScheduledDelivery> = {},
): readonly TimeWindow[] {
  return times.map(({ opensAtMs, closesAtMs }) => ({
    windowStart: Math.ceil((opensAtMs - nowMs) / 1_000),
    windowEnd: Math.floor((closesAtMs - nowMs) / 1_000),
    windowMode: mode,
    userMessage,
    maxRetries,
  }));
}
