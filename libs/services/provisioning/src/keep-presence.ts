import { type Clock, type DeviceStore, type Presence, timestamp } from '#libs/domain';

const BATCH = 500;

/** Carries the time of the last Inform of settled devices into their documents, a few at a time. */
export class KeepPresence {
  constructor(
    private readonly presence: Presence,
    private readonly devices: DeviceStore,
    private readonly clock: Clock,
    private readonly intervalMs: number,
  ) {}

  /** Writes at most one batch; returns how many devices it held. */
  async run(): Promise<number> {
    const nowMs = this.clock.now();
    const seen = await this.presence.takeUnwritten(nowMs - this.intervalMs, nowMs, BATCH);
    if (seen.size > 0) await this.devices.touch(new Map([...seen].map(([id, atMs]) => [id, timestamp(atMs)])));
    return seen.size;
  }

  /** Writes all there is, before the process ends. */
  async flush(): Promise<void> {
    const nowMs = this.clock.now();
    for (;;) {
      const seen = await this.presence.takeUnwritten(nowMs + 1, nowMs + 1, BATCH);
      if (seen.size === 0) return;
      await this.devices.touch(new Map([...seen].map(([id, atMs]) => [id, timestamp(atMs)])));
    }
  }
}
