import type { NonceUse } from '../access/nonce-use.ts';
import type { Session, SettledMark } from '../session/session.ts';

export interface OpenedSession {
  /** With its fence and revision, and with `settled` as the device's mark says. */
  readonly session: Session;
  /** The device's older session, if one was still open: it is gone now. */
  readonly superseded?: Session;
}

/**
 * The sessions in flight. Best effort: all of it may be lost at any time, and the devices then take the slow path once.
 * A session that was superseded, ended or saved by another turn can never be saved again.
 */
export abstract class SessionStore {
  /**
   * Opens a session; an older one of the same device is superseded, and the fence grows. `settled` becomes true if the
   * device's settled mark is just `ifMarked`. One step, also across gateways.
   */
  abstract open(session: Session, ifMarked?: SettledMark): Promise<OpenedSession>;
  /** `replayed`, and nothing is done, when the device has used the nonce like that before (`useNonce`). In the same step. */
  abstract open(
    session: Session,
    ifMarked: SettledMark | undefined,
    nonce: NonceUse | undefined,
  ): Promise<OpenedSession | 'replayed'>;
  /** As `open`, but only a settled session: undefined, and nothing has happened, when the mark of the device is another one. */
  abstract openSettled(session: Session, ifMarked: SettledMark): Promise<OpenedSession | undefined>;
  abstract openSettled(
    session: Session,
    ifMarked: SettledMark,
    nonce: NonceUse | undefined,
  ): Promise<OpenedSession | 'replayed' | undefined>;
  /**
   * With `claimAtMs` (an empty POST came), also claims in the same step: if the session is open with nothing in flight, and
   * is settled or there is a decision that knows its last event, the ready command is put in flight. A settled session for
   * which there is none is over: it is returned as it was, and removed.
   */
  abstract load(sessionId: string, claimAtMs?: number): Promise<Session | undefined>;
  /** Saves, if nobody did since `session` was loaded. Undefined: it was superseded, removed or saved meanwhile. */
  abstract save(session: Session): Promise<Session | undefined>;
  /**
   * As `save`, and in the same step takes the device's ready command and puts it in flight under `nextRpcId`, if there is one
   * and it was decided at or after `session.lastPosition`: an older decision does not know what happened since.
   */
  abstract claim(session: Session, nowMs: number): Promise<Session | undefined>;
  abstract remove(sessionId: string): Promise<void>;
  /** Takes out sessions that were idle for longer than their own timeout, at most `limit`. */
  abstract takeExpired(nowMs: number, limit: number): Promise<readonly Session[]>;
  /** Open ones of this store. */
  abstract count(): Promise<number>;
}
