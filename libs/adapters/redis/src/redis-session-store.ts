import {
  deviceTagIn,
  NONCES_REMEMBERED,
  type NonceUse,
  noSeal,
  type OpenedSession,
  type Seal,
  type Session,
  SessionStore,
  type SettledMark,
} from '#libs/domain';
import type { RedisConnection } from './connection/redis-connection.ts';
import { KEEP_MS } from './keep.ts';
import type { DeviceKeys, KeySpace } from './key-space.ts';
import { LOAD_SESSION } from './lua/load-session.ts';
import { OPEN_SESSION } from './lua/open-session.ts';
import { REMOVE_SESSION } from './lua/remove-session.ts';
import { SAVE_SESSION } from './lua/save-session.ts';
import { markText } from './redis-settled-marks.ts';
import { flagsOf, inFlightOf, parseSession, restOf } from './session-text.ts';

/** So many of one shard at a time are looked at as expired; they are spread evenly, so this is twice what is to be had. */
const LEAST_PER_SHARD = 64;

/**
 * Each turn is one script in the slot of the device, so a settled session is two round trips. If Redis loses everything, in
 * part or in whole, sessions are superseded or not there: a session and all that belongs to it are in one slot, and its
 * index follows.
 */
export class RedisSessionStore extends SessionStore {
  readonly #redis: RedisConnection;
  readonly #keys: KeySpace;
  readonly #seal: Seal;
  #nextShard = 0;

  constructor(redis: RedisConnection, keys: KeySpace, seal: Seal = noSeal) {
    super();
    this.#redis = redis;
    this.#keys = keys;
    this.#seal = seal;
  }

  open(session: Session, ifMarked?: SettledMark): Promise<OpenedSession>;
  open(session: Session, ifMarked?: SettledMark, nonce?: NonceUse): Promise<OpenedSession | 'replayed'>;
  async open(session: Session, ifMarked?: SettledMark, nonce?: NonceUse): Promise<OpenedSession | 'replayed'> {
    const opened = await this.#open(session, ifMarked, '', nonce);
    if (opened === undefined) throw new Error('Redis did not open the session.');
    return opened;
  }

  openSettled(session: Session, ifMarked: SettledMark): Promise<OpenedSession | undefined>;
  openSettled(
    session: Session,
    ifMarked: SettledMark,
    nonce?: NonceUse,
  ): Promise<OpenedSession | 'replayed' | undefined>;
  openSettled(
    session: Session,
    ifMarked: SettledMark,
    nonce?: NonceUse,
  ): Promise<OpenedSession | 'replayed' | undefined> {
    return this.#open(session, ifMarked, '1', nonce);
  }

  async #open(
    session: Session,
    ifMarked: SettledMark | undefined,
    onlySettled: '1' | '',
    nonce: NonceUse | undefined,
  ): Promise<OpenedSession | 'replayed' | undefined> {
    const { id, deviceId } = session;
    const { state, marks, nonces, shard } = this.#keys.ofDevice(deviceId);
    if (this.#keysOf(id)?.state !== state) throw new Error('The session id was not made for this device.');
    const revision = session.revision + 1;
    const reply = await this.#redis.run(
      OPEN_SESSION,
      [state, shard.open, shard.ended, marks, nonces],
      [
        id,
        deviceId,
        revision,
        session.lastPosition,
        restOf(session, this.#seal),
        expiresAt(session),
        KEEP_MS + session.timeoutMs,
        ifMarked === undefined ? '' : markText(ifMarked),
        onlySettled,
        ...(nonce === undefined ? [] : argumentsOf(nonce)),
      ],
    );
    if (reply === null) return undefined;
    if (reply === 'replayed') return reply;
    const [fence, settled, olderId, older] = reply as [string, number, string | null, string | null];
    return {
      session: { ...session, fence: Number(fence), revision, settled: settled === 1 },
      ...(olderId !== null && older !== null && { superseded: parseSession(olderId, older, this.#seal).session }),
    };
  }

  async load(sessionId: string, claimAtMs?: number): Promise<Session | undefined> {
    const keys = this.#keysOf(sessionId);
    if (keys === undefined) return undefined;
    const stored =
      claimAtMs === undefined
        ? await this.#redis.call((commands) => commands.hget(keys.state, `s${sessionId}`))
        : await this.#redis.run(LOAD_SESSION, [keys.state, keys.shard.open], [sessionId, claimAtMs]);
    if (typeof stored !== 'string') return undefined;
    const { session, isWhole } = parseSession(sessionId, stored, this.#seal);
    // Nobody can go on with it: the CPE begins anew, and it is ended as any that was left alone.
    return isWhole ? session : undefined;
  }

  save(session: Session): Promise<Session | undefined> {
    return this.#save(session);
  }

  claim(session: Session, nowMs: number): Promise<Session | undefined> {
    return this.#save(session, nowMs);
  }

  async remove(sessionId: string): Promise<void> {
    await this.#take(sessionId);
  }

  async takeExpired(nowMs: number, limit: number): Promise<readonly Session[]> {
    const due = await this.#due(nowMs, limit);
    const taken = await Promise.all(due.slice(0, limit).map((id) => this.#take(id, nowMs)));
    return taken.filter((session) => session !== undefined);
  }

  async count(): Promise<number> {
    const { shards } = this.#keys;
    const counts = await this.#redis.call((commands) => Promise.all(shards.map(({ open }) => commands.zcard(open))));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #save(session: Session, claimAtMs?: number): Promise<Session | undefined> {
    const keys = this.#keysOf(session.id);
    if (keys === undefined) return undefined;
    const reply = await this.#redis.run(
      SAVE_SESSION,
      [keys.state, keys.shard.open, keys.shard.ended],
      [
        session.id,
        session.fence,
        session.revision,
        flagsOf(session),
        session.lastPosition,
        restOf(session, this.#seal),
        expiresAt(session),
        KEEP_MS + session.timeoutMs,
        claimAtMs ?? '',
      ],
    );
    if (typeof reply !== 'string') return undefined;
    const saved = { ...session, revision: session.revision + 1 };
    if (reply === '' || claimAtMs === undefined) return saved;
    const inFlight = inFlightOf(session, reply, claimAtMs, this.#seal);
    return inFlight && { ...saved, inFlight };
  }

  async #take(sessionId: string, expiredAtMs?: number): Promise<Session | undefined> {
    const keys = this.#keysOf(sessionId);
    if (keys === undefined) return undefined;
    const { state, shard } = keys;
    const stored = await this.#redis.run(
      REMOVE_SESSION,
      [state, shard.open, shard.ended],
      [sessionId, expiredAtMs ?? ''],
    );
    return typeof stored === 'string' ? parseSession(sessionId, stored, this.#seal).session : undefined;
  }

  /** Ids of sessions that seem to have expired. Each look begins at another shard, as others look at the same time. */
  async #due(nowMs: number, limit: number): Promise<readonly string[]> {
    const { shards } = this.#keys;
    this.#nextShard = (this.#nextShard + 1) % shards.length;
    const perShard = Math.max(LEAST_PER_SHARD, Math.ceil((2 * limit) / shards.length));
    const indexes = [...shards.slice(this.#nextShard), ...shards.slice(0, this.#nextShard)];
    const found = await this.#redis.call((commands) =>
      Promise.all(
        indexes
          .flatMap(({ open, ended }) => [open, ended])
          .map((index) => commands.zrange(index, '-inf', `(${nowMs}`, 'BYSCORE', 'LIMIT', 0, perShard)),
      ),
    );
    return found.flat();
  }

  #keysOf(sessionId: string): DeviceKeys | undefined {
    const tag = deviceTagIn(sessionId);
    return tag === undefined ? undefined : this.#keys.ofTag(tag);
  }
}

function argumentsOf({ nonce, count, madeAtMs, lifetimeMs }: NonceUse): readonly (string | number)[] {
  return [nonce, count, madeAtMs, lifetimeMs, NONCES_REMEMBERED];
}

function expiresAt({ touchedAtMs, timeoutMs }: Session): number {
  return touchedAtMs + timeoutMs;
}
