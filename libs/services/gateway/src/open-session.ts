import { type CpeEnvelope, type CwmpVersion, encodeAcsEnvelope, type Inform, negotiateVersion } from '#libs/cwmp';
import {
  type Clock,
  type DeviceInformed,
  deviceIdOf,
  type EventBus,
  type EventDraft,
  type FullStage,
  informFingerprint,
  isQuiet,
  type OpenedSession,
  openSession,
  type Presence,
  type Session,
  type SessionStore,
  type SettledMarks,
  settlingMark,
  step,
} from '#libs/domain';
import type { Admission } from './admission.ts';
import type { CwmpPost } from './cwmp-post.ts';
import { type CwmpReply, envelopeReply, type TurnedAway } from './cwmp-reply.ts';
import type { RateLimiter } from './door/rate-limiter.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { HideSecrets } from './hide-secrets.ts';
import type { Entry, Guard } from './login/guard.ts';
import type { WatchDoubles } from './login/watch-doubles.ts';
import { sessionEvent } from './session-events.ts';
import { newSessionId } from './session-id.ts';

export interface OpenSessionOptions {
  readonly gateway: string;
  readonly maxVersion: CwmpVersion;
  readonly timeoutMs: number;
  readonly holdRequests: boolean;
}

/** Of a replay, nothing was begun. */
interface Begun {
  readonly settled: boolean;
  readonly isReplay: boolean;
}

const REPLAY: Begun = { settled: true, isReplay: true };

type Entered = Extract<Entry, { verdict: 'in' }>;

const MAX_TIMEOUT_MS = 3_600_000;

/** Takes an Inform in: it is answered once the event is durable, and not before (TR-069 §3.7.1.5: the answer acknowledges the events). */
export class OpenSession {
  constructor(
    private readonly sessions: SessionStore,
    private readonly settledMarks: SettledMarks,
    private readonly presence: Presence,
    private readonly bus: EventBus,
    private readonly admission: Admission,
    private readonly guard: Guard,
    private readonly doubles: WatchDoubles,
    private readonly deviceRate: RateLimiter,
    private readonly metrics: GatewayMetrics,
    private readonly secrets: HideSecrets,
    private readonly clock: Clock,
    private readonly options: OpenSessionOptions,
  ) {}

  async handle(envelope: CpeEnvelope, inform: Inform, post: CwmpPost): Promise<CwmpReply | TurnedAway> {
    const deviceId = deviceIdOf(inform.deviceId);
    if (deviceId === undefined) return fault(envelope, 8003, 'DeviceId has neither OUI nor SerialNumber');
    const entry = await this.guard.entry(post, deviceId, inform.deviceId);
    if (entry.verdict === 'out') return entry.reply;
    // Only once it is proved who it is: nobody else can use the device's rate up.
    if (!this.deviceRate.take(deviceId)) return { turnedAwayFor: 'device' };
    const versions = negotiateVersion(envelope, this.options.maxVersion);
    if (versions === undefined) return fault(envelope, 8006, 'No CWMP version in common');
    const { connection } = post;
    const full = this.admission.fullStage('read');
    if (full === 'intake' || (full && !isQuiet(inform.event))) return { turnedAwayFor: full };
    const nowMs = this.clock.now();
    const { session: opening, response } = openSession({
      sessionId: newSessionId(deviceId),
      deviceId,
      gateway: this.options.gateway,
      connection: connection.name,
      namespace: envelope.namespace,
      ...versions,
      ...(envelope.id === undefined ? {} : { informId: ownCopy(envelope.id) }),
      holdRequests: this.options.holdRequests,
      ...(entry.verdict === 'in' && entry.confined && { confined: true }),
      ...(entry.verdict === 'in' && entry.proof !== 'none' && { proved: entry.proof }),
      network: post.peer.network,
      nowMs,
      timeoutMs: this.timeoutOf(envelope),
    });
    const session: Session = { ...opening, lastReply: { kind: 'envelope', envelope: response } };
    const refusal = entry.verdict === 'in' ? await this.enter(session, inform, entry, full, post) : undefined;
    if (refusal) return refusal;
    // One in quarantine gets the cookie of no session: what it says next is answered with nothing.
    connection.sessionId = opening.id;
    return { ...envelopeReply(encodeAcsEnvelope(response)), cookie: opening.id };
  }

  /** Undefined when the session is open. */
  private async enter(
    session: Session,
    inform: Inform,
    entry: Entered,
    full: FullStage | undefined,
    post: CwmpPost,
  ): Promise<CwmpReply | TurnedAway | undefined> {
    const { deviceId, openedAtMs: nowMs } = session;
    // Where too many wait for decisions, those who need none are served all the same.
    const begun = full
      ? await this.admission.openSettled(() => this.beginSettled(session, inform, entry, nowMs))
      : await this.admission.open(deviceId, () => this.begin(session, inform, entry, nowMs));
    if (begun === undefined) return full && { turnedAwayFor: full };
    if (begun.isReplay) return this.guard.replayed(post, deviceId);
    this.presence.seen(deviceId, nowMs);
    return undefined;
  }

  private async begin(opening: Session, inform: Inform, entry: Entered, nowMs: number): Promise<Begun> {
    const fingerprint = informFingerprint(inform.parameterList);
    const mark = settlingMark(inform.event, fingerprint, await this.settledMarks.epoch());
    const opened = await this.sessions.open(opening, mayBeSettled(entry) ? mark : undefined, entry.nonce);
    return opened === 'replayed' ? REPLAY : this.makeDurable(opened, inform, fingerprint, entry, nowMs);
  }

  private async beginSettled(
    opening: Session,
    inform: Inform,
    entry: Entered,
    nowMs: number,
  ): Promise<Begun | undefined> {
    if (!mayBeSettled(entry)) return undefined;
    const fingerprint = informFingerprint(inform.parameterList);
    const mark = settlingMark(inform.event, fingerprint, await this.settledMarks.epoch());
    const opened = mark && (await this.sessions.openSettled(opening, mark, entry.nonce));
    return opened === 'replayed' ? REPLAY : opened && this.makeDurable(opened, inform, fingerprint, entry, nowMs);
  }

  private async makeDurable(
    { session, superseded }: OpenedSession,
    inform: Inform,
    fingerprint: string,
    entry: Entered,
    nowMs: number,
  ): Promise<Begun> {
    const draft: EventDraft = session.settled
      ? { type: 'device.informed', data: thinInform(session, inform) }
      : this.secrets.in(
          { type: 'device.informed', data: fullInform(session, inform, fingerprint, entry) },
          session.deviceId,
        );
    const events = [sessionEvent(session, draft, nowMs)];
    // The older session says first that it is over, with what it had in flight.
    if (superseded) {
      events.unshift(...this.endOf(superseded, nowMs));
      this.doubles.superseded(superseded, session);
    }
    try {
      const lastPosition = await this.bus.publish(events);
      // A settled session waits for no decision: nothing has to be remembered for it.
      if (!session.settled) await this.sessions.save({ ...session, lastPosition });
    } catch (error) {
      await this.sessions.remove(session.id);
      throw error;
    }
    if (session.settled) this.metrics.informsSettled++;
    else this.metrics.informsUnsettled++;
    return { settled: session.settled, isReplay: false };
  }

  private endOf(superseded: Session, nowMs: number) {
    const { effects } = step(superseded, { type: 'superseded', nowMs }, { kickedUrls: [] });
    const drafts = effects.flatMap((effect) => (effect.do === 'announce' ? [effect.event] : []));
    if (drafts.length > 0) this.metrics.sessionsEnded.superseded++;
    return drafts.map((draft) => sessionEvent(superseded, draft, nowMs));
  }

  private timeoutOf({ sessionTimeoutS = 0 }: CpeEnvelope): number {
    return Math.min(MAX_TIMEOUT_MS, Math.max(this.options.timeoutMs, sessionTimeoutS * 1_000));
  }
}

/** There is something to do when a login of its own is seen for the first time, or is to be given. */
function mayBeSettled({ proof, confined }: Entered): boolean {
  return proof !== 'next' && proof !== 'shared' && !confined;
}

/** All there is to say about a device of which nothing changed. */
function thinInform({ id, gateway, settled }: Session, inform: Inform): DeviceInformed {
  const { deviceId: identity, event: events, retryCount } = inform;
  return { sessionId: id, gateway, identity, events, retryCount, settled };
}

function fullInform(
  session: Session,
  inform: Inform,
  fingerprint: string,
  { proof, confined }: Entered,
): DeviceInformed {
  const { currentTime, parameterList: parameters } = inform;
  const login = proof === 'none' ? {} : { login: { proof, ...(confined && { confined: true as const }) } };
  return { ...thinInform(session, inform), ...login, version: session.version, currentTime, fingerprint, parameters };
}

function fault(envelope: CpeEnvelope, faultCode: 8003 | 8006, faultString: string): CwmpReply {
  const { namespace, id } = envelope;
  const body = { kind: 'fault', fault: { faultCode, faultString } } as const;
  return envelopeReply(encodeAcsEnvelope({ namespace, ...(id === undefined ? {} : { id }), body }));
}

/** A text of its own: a part of the message would keep all of it in memory as long as the session lives. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
