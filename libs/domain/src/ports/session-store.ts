import type { Session, SettledMark } from '../session/session.ts';

export interface OpenedSession {
  /** With its fence and revision. */
  readonly session: Session;
  /** The device's older session, if one was still open: it is gone now. */
  readonly superseded?: Session;
  /** The device's settled mark, of whatever epoch. */
  readonly settled?: SettledMark;
}

/**
 * The sessions in flight. Best effort: all of it may be lost at any time, and the devices then take the slow path once.
 * A session that was superseded, ended or saved by another turn can never be saved again.
 */
export abstract class SessionStore {
  /** Opens a session; an older one of the same device is superseded, and the fence grows. One step, also across gateways. */
  abstract open(session: Session): Promise<OpenedSession>;
  abstract load(sessionId: string): Promise<Session | undefined>;
  /** Saves, if nobody did since `session` was loaded. Undefined: it was superseded, removed or saved meanwhile. */
  abstract save(session: Session): Promise<Session | undefined>;
  /**
   * As `save`, and in the same step takes the device's ready command and puts it in flight under `rpcId`, if there is one
   * and it was decided at or after `session.lastPosition`: an older decision does not know what happened since.
   */
  abstract claim(session: Session, rpcId: string, nowMs: number): Promise<Session | undefined>;
  abstract remove(sessionId: string): Promise<void>;
  /** Takes out sessions that were idle for longer than their own timeout, at most `limit`. */
  abstract takeExpired(nowMs: number, limit: number): Promise<readonly Session[]>;
  /** Open ones of this store. */
  abstract count(): Promise<number>;
}
