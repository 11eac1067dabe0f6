import type { DeviceId } from '#libs/domain';
import type { Adapters } from '#libs/platform';

/** As many settled marks wait for Redis at a time. */
const MARKS_AT_ONCE = 5_000;
const PRESENCE_AT_ONCE = 100_000;

export interface SettleOrder {
  readonly count: number;
  readonly idOf: (n: number) => DeviceId;
  /** Of their Informs. */
  readonly fingerprint: string;
  readonly nowMs: number;
}

/** Lets devices, whose documents are there, be settled and seen now, through the ports. */
export async function settleDevices(adapters: Adapters, order: SettleOrder): Promise<void> {
  await mark(adapters, order);
  await beSeen(adapters, order);
}

async function mark({ settledMarks }: Adapters, { count, idOf, fingerprint }: SettleOrder): Promise<void> {
  const epoch = await settledMarks.epoch();
  for (let first = 0; first < count; first += MARKS_AT_ONCE) {
    const length = Math.min(MARKS_AT_ONCE, count - first);
    await Promise.all(Array.from({ length }, (_, n) => settledMarks.mark(idOf(first + n), { fingerprint, epoch })));
  }
}

/** Their documents count as written now: the next write of each is due after the presence interval. */
async function beSeen({ presence }: Adapters, { count, idOf, nowMs }: SettleOrder): Promise<void> {
  for (let first = 0; first < count; first += PRESENCE_AT_ONCE) {
    const end = Math.min(count, first + PRESENCE_AT_ONCE);
    for (let n = first; n < end; n++) presence.seen(idOf(n), nowMs);
    while ((await presence.takeUnwritten(nowMs + 1, nowMs + 1, PRESENCE_AT_ONCE)).size > 0);
  }
}
