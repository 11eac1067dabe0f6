import { type DeviceId, Presence } from '#libs/domain';

interface Entry {
  seenAtMs: number;
  /** What the document says. */
  writtenSeenAtMs: number;
  writtenAtMs: number;
}

/**
 * A device is in one of three places: due (heard of, its document is behind), written (in the order of writing, until
 * the interval is over) or neither (silent since it was written). Each look touches only devices that change places.
 */
export class InProcessPresence extends Presence {
  readonly #entries = new Map<DeviceId, Entry>();
  readonly #due = new Set<DeviceId>();
  readonly #written = new Set<DeviceId>();

  seen(deviceId: DeviceId, atMs: number): void {
    const entry = this.#entries.get(deviceId);
    if (entry === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      this.#entries.set(deviceId, { seenAtMs: atMs, writtenSeenAtMs: never, writtenAtMs: never });
      this.#due.add(deviceId);
      return;
    }
    if (atMs <= entry.seenAtMs) return;
    entry.seenAtMs = atMs;
    if (!this.#written.has(deviceId)) this.#due.add(deviceId);
  }

  async lastSeen(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, number>> {
    const found = new Map<DeviceId, number>();
    for (const deviceId of deviceIds) {
      const entry = this.#entries.get(deviceId);
      if (entry !== undefined) found.set(deviceId, entry.seenAtMs);
    }
    return found;
  }

  async takeUnwritten(writtenBeforeMs: number, nowMs: number, limit: number): Promise<ReadonlyMap<DeviceId, number>> {
    this.#endInterval(writtenBeforeMs);
    const taken = new Map<DeviceId, number>();
    for (const deviceId of this.#due) {
      if (taken.size >= limit) break;
      const entry = this.#entries.get(deviceId);
      if (entry === undefined || entry.writtenAtMs >= writtenBeforeMs) continue;
      taken.set(deviceId, entry.seenAtMs);
      entry.writtenSeenAtMs = entry.seenAtMs;
      entry.writtenAtMs = nowMs;
      this.#due.delete(deviceId);
      this.#written.add(deviceId);
    }
    return taken;
  }

  #endInterval(writtenBeforeMs: number): void {
    for (const deviceId of this.#written) {
      const entry = this.#entries.get(deviceId);
      if (entry === undefined || entry.writtenAtMs >= writtenBeforeMs) return;
      this.#written.delete(deviceId);
      if (entry.seenAtMs > entry.writtenSeenAtMs) this.#due.add(deviceId);
    }
  }
}
