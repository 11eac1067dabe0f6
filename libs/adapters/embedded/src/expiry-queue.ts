import type { Session } from '#libs/domain';

/**
 * Sessions by when they expire, without sorting: those of one timeout expire in the order in which they were touched,
 * and there are few different timeouts.
 */
export class ExpiryQueue {
  /** By timeout; in each, the session that was idle for longest comes first. */
  readonly #byTimeout = new Map<number, Map<string, Session>>();

  /** Adds a session that is not in the queue. */
  add(session: Session): void {
    let queue = this.#byTimeout.get(session.timeoutMs);
    if (queue === undefined) {
      queue = new Map();
      this.#byTimeout.set(session.timeoutMs, queue);
    }
    queue.set(session.id, session);
  }

  /** Takes a session out as it was added. */
  remove(session: Session): void {
    const queue = this.#byTimeout.get(session.timeoutMs);
    queue?.delete(session.id);
    if (queue?.size === 0) this.#byTimeout.delete(session.timeoutMs);
  }

  /** Sessions idle for longer than their timeout, at most `limit`; they stay in the queue. */
  expired(nowMs: number, limit: number): readonly Session[] {
    const expired: Session[] = [];
    for (const queue of this.#byTimeout.values()) {
      for (const session of queue.values()) {
        if (expired.length >= limit || nowMs - session.touchedAtMs <= session.timeoutMs) break;
        expired.push(session);
      }
    }
    return expired;
  }
}
