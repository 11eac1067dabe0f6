import {
  type Clock,
  type Decision,
  type DeviceId,
  type NonceUse,
  nextRpcId,
  type OpenedSession,
  type ReadyCommand,
  ReadyCommands,
  type Session,
  SessionStore,
  type SettledMark,
  SettledMarks,
  type UsedNonces,
  useNonce,
} from '#libs/domain';
import { ExpiryQueue } from './expiry-queue.ts';

/** Decisions are copies that may be lost: beyond this many, the oldest go. */
const MAX_DECISIONS = 100_000;
/** Leaves room for a thousand sessions a millisecond before a fence could come again after a restart. */
const FENCES_PER_MS = 1_000;

interface LapsingMark extends SettledMark {
  readonly lapsesAtMs: number;
}

/** What the three ports share, since a turn of a session touches all of it in one step. */
export class SessionState {
  readonly sessions = new Map<string, Session>();
  readonly sessionOf = new Map<DeviceId, Session>();
  readonly expiry = new ExpiryQueue();
  /** Oldest first. */
  readonly decisions = new Map<DeviceId, Decision>();
  /** About 160 bytes per known device, its id and fingerprint included. */
  readonly marks = new Map<DeviceId, LapsingMark>();
  /** Of devices that logged in, for as long as their nonces live. The one that was used last is at the end. */
  readonly nonces = new Map<DeviceId, UsedNonces>();
  epoch = 0;
  /** Of the profiles that raised the epoch last. */
  generation = 0;
  /** Sessions that have not had their 204. */
  open = 0;
  #fence: number;

  constructor(clock: Clock) {
    this.#fence = clock.now() * FENCES_PER_MS;
  }

  /** One count for all devices: it grows for each, and nothing has to be kept per device. */
  nextFence(): number {
    return ++this.#fence;
  }

  /** False when it was used like that before. */
  use(deviceId: DeviceId, use: NonceUse, nowMs: number): boolean {
    const used = useNonce(this.nonces.get(deviceId), use, nowMs);
    if (used === undefined) return false;
    this.nonces.delete(deviceId);
    this.nonces.set(deviceId, used);
    for (const [oldest, { uses }] of this.nonces) {
      if (uses.some(({ madeAtMs }) => nowMs - madeAtMs < use.lifetimeMs)) break;
      this.nonces.delete(oldest);
    }
    return true;
  }

  put(session: Session): void {
    const before = this.sessions.get(session.id);
    if (before !== undefined) this.expiry.remove(before);
    if (before?.phase === 'open') this.open--;
    this.sessions.set(session.id, session);
    if (session.phase === 'open') this.open++;
    this.sessionOf.set(session.deviceId, session);
    this.expiry.add(session);
  }

  forget(session: Session): void {
    if (this.sessions.delete(session.id) && session.phase === 'open') this.open--;
    this.expiry.remove(session);
  }

  drop(session: Session): void {
    this.forget(session);
    if (this.sessionOf.get(session.deviceId)?.id !== session.id) return;
    this.sessionOf.delete(session.deviceId);
    this.forgetEmptyDecision(session.deviceId);
  }

  /** Without a session nobody waits for a decision that holds no command. */
  forgetEmptyDecision(deviceId: DeviceId): void {
    if (this.decisions.get(deviceId)?.command === undefined) this.decisions.delete(deviceId);
  }

  decide(deviceId: DeviceId, decision: Decision): void {
    this.decisions.delete(deviceId);
    this.decisions.set(deviceId, decision);
    if (this.decisions.size <= MAX_DECISIONS) return;
    for (const oldest of this.decisions.keys()) {
      this.decisions.delete(oldest);
      return;
    }
  }
}

export class InProcessSessionStore extends SessionStore {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    super();
    this.#state = state;
  }

  open(session: Session, ifMarked?: SettledMark): Promise<OpenedSession>;
  open(session: Session, ifMarked?: SettledMark, nonce?: NonceUse): Promise<OpenedSession | 'replayed'>;
  async open(session: Session, ifMarked?: SettledMark, nonce?: NonceUse): Promise<OpenedSession | 'replayed'> {
    const state = this.#state;
    if (nonce && !state.use(session.deviceId, nonce, session.openedAtMs)) return 'replayed';
    const older = state.sessionOf.get(session.deviceId);
    if (older !== undefined) state.forget(older);
    const settled = isSettledBy(state.marks.get(session.deviceId), ifMarked, session.openedAtMs);
    const opened = { ...session, settled, fence: state.nextFence(), revision: session.revision + 1 };
    state.put(opened);
    return { session: opened, ...(older?.phase === 'open' && { superseded: older }) };
  }

  openSettled(session: Session, ifMarked: SettledMark): Promise<OpenedSession | undefined>;
  openSettled(
    session: Session,
    ifMarked: SettledMark,
    nonce?: NonceUse,
  ): Promise<OpenedSession | 'replayed' | undefined>;
  async openSettled(
    session: Session,
    ifMarked: SettledMark,
    nonce?: NonceUse,
  ): Promise<OpenedSession | 'replayed' | undefined> {
    const isSettled = isSettledBy(this.#state.marks.get(session.deviceId), ifMarked, session.openedAtMs);
    return isSettled ? this.open(session, ifMarked, nonce) : undefined;
  }

  async load(sessionId: string, claimAtMs?: number): Promise<Session | undefined> {
    const session = this.#state.sessions.get(sessionId);
    if (session === undefined || claimAtMs === undefined || session.phase !== 'open' || session.inFlight)
      return session;
    const command = this.#ready(session);
    if (command !== undefined) return this.#send(session, command, claimAtMs);
    if (session.settled) this.#state.drop(session);
    return session;
  }

  async save(session: Session): Promise<Session | undefined> {
    return this.#isCurrent(session) ? this.#store({ ...session, revision: session.revision + 1 }) : undefined;
  }

  async claim(session: Session, nowMs: number): Promise<Session | undefined> {
    if (!this.#isCurrent(session)) return undefined;
    const command = this.#ready(session);
    if (command !== undefined) return this.#send(session, command, nowMs);
    return this.#store({ ...session, revision: session.revision + 1 });
  }

  async remove(sessionId: string): Promise<void> {
    const session = this.#state.sessions.get(sessionId);
    if (session !== undefined) this.#state.drop(session);
  }

  async takeExpired(nowMs: number, limit: number): Promise<readonly Session[]> {
    const expired = this.#state.expiry.expired(nowMs, limit);
    for (const session of expired) this.#state.drop(session);
    return expired;
  }

  async count(): Promise<number> {
    return this.#state.open;
  }

  /** A decision from before the session's last event does not know what happened since. */
  #ready({ deviceId, settled, lastPosition }: Session): ReadyCommand | undefined {
    const decision = this.#state.decisions.get(deviceId);
    return decision !== undefined && (settled || decision.upTo >= lastPosition) ? decision.command : undefined;
  }

  #send(session: Session, command: ReadyCommand, nowMs: number): Session {
    const { decisions } = this.#state;
    decisions.set(session.deviceId, { upTo: decisions.get(session.deviceId)?.upTo ?? 0 });
    const inFlight = { ...command, rpcId: nextRpcId(session), sentAtMs: nowMs };
    return this.#store({ ...session, revision: session.revision + 1, inFlight });
  }

  /** A superseded session is not there any more, and a session id never comes again. */
  #isCurrent(session: Session): boolean {
    const stored = this.#state.sessions.get(session.id);
    return stored !== undefined && stored.revision === session.revision && stored.fence === session.fence;
  }

  #store(session: Session): Session {
    this.#state.put(session);
    return session;
  }
}

export class InProcessReadyCommands extends ReadyCommands {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    super();
    this.#state = state;
  }

  async decide(deviceId: DeviceId, decision: Decision): Promise<void> {
    const known = this.#state.decisions.get(deviceId);
    if (known !== undefined && known.upTo > decision.upTo) return;
    this.#state.decide(deviceId, decision);
    if (!this.#state.sessionOf.has(deviceId)) this.#state.forgetEmptyDecision(deviceId);
  }

  async read(deviceId: DeviceId): Promise<Decision | undefined> {
    return this.#state.decisions.get(deviceId);
  }

  async withdraw(deviceId: DeviceId, commandId: string): Promise<boolean> {
    const { decisions, sessionOf } = this.#state;
    const decision = decisions.get(deviceId);
    if (decision?.command?.commandId !== commandId) return false;
    decisions.set(deviceId, { upTo: decision.upTo });
    if (!sessionOf.has(deviceId)) this.#state.forgetEmptyDecision(deviceId);
    return true;
  }
}

export class InProcessSettledMarks extends SettledMarks {
  readonly #state: SessionState;

  constructor(state: SessionState) {
    super();
    this.#state = state;
  }

  async mark(deviceId: DeviceId, mark: SettledMark, lapsesAtMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#state.marks.set(deviceId, { ...mark, lapsesAtMs });
  }

  async clear(deviceId: DeviceId): Promise<void> {
    this.#state.marks.delete(deviceId);
  }

  async epoch(): Promise<number> {
    return this.#state.epoch;
  }

  async raiseEpoch(generation: number): Promise<number> {
    if (generation <= this.#state.generation) return this.#state.epoch;
    this.#state.generation = generation;
    // Every mark is of an older epoch now, and of no more use.
    this.#state.marks.clear();
    return ++this.#state.epoch;
  }
}

function isSettledBy(stored: LapsingMark | undefined, mark: SettledMark | undefined, nowMs: number): boolean {
  if (stored === undefined || mark === undefined || nowMs >= stored.lapsesAtMs) return false;
  return stored.fingerprint === mark.fingerprint && stored.epoch === mark.epoch;
}
