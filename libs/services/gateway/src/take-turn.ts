import {
  type AcknowledgePolicy,
  type Clock,
  type Effect,
  type EventBus,
  type Input,
  type Session,
  type SessionStore,
  step,
} from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { AwaitDecision } from './await-decision.ts';
import { type CwmpReply, refuse, renderReply } from './cwmp-reply.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { HideSecrets } from './hide-secrets.ts';
import { sessionEvent } from './session-events.ts';
import type { TraceSession } from './trace-session.ts';

/** Carries out what `step` decided for a session: durable first, then the store, then the wire. */
export class TakeTurn {
  constructor(
    private readonly sessions: SessionStore,
    private readonly bus: EventBus,
    private readonly decision: AwaitDecision,
    private readonly metrics: GatewayMetrics,
    private readonly tracing: TraceSession,
    private readonly secrets: HideSecrets,
    private readonly logger: Logger,
    private readonly clock: Clock,
    private readonly options: AcknowledgePolicy & { readonly gateway: string },
  ) {}

  /** Undefined when the session has changed since it was loaded, or is over: nothing was answered then. */
  async handle(loaded: Session, input: Input): Promise<CwmpReply | undefined> {
    // It may have been opened at another gateway: whoever decides now has to tell this one.
    const here = { ...loaded, gateway: this.options.gateway };
    let { session, effects } = step(here, input, this.options);
    for (let i = 0; i < effects.length; i++) {
      const effect = effects[i];
      if (effect === undefined) break;
      if (effect.do === 'claim') {
        const claimed = await this.claim(session);
        if (claimed === undefined) return undefined;
        ({ session, effects } = step(claimed, { type: 'claimed', nowMs: this.clock.now() }, this.options));
        i = -1;
        continue;
      }
      const done = await this.carryOut(session, this.hidden(effect, here));
      if (done === undefined || 'status' in done) return done;
      session = done;
    }
    // Only inputs that are no POST (a session timed out) end without a reply.
    return undefined;
  }

  private hidden<E extends Effect>(effect: E, { deviceId, inFlight }: Session): E {
    if (effect.do !== 'publish' && effect.do !== 'announce') return effect;
    return { ...effect, event: this.secrets.in(effect.event, deviceId, inFlight?.request) };
  }

  private async carryOut(
    session: Session,
    effect: Exclude<Effect, { do: 'claim' }>,
  ): Promise<Session | CwmpReply | undefined> {
    switch (effect.do) {
      case 'publish': {
        this.count(effect);
        const position = await this.bus.publish([sessionEvent(session, effect.event, this.clock.now())]);
        return { ...session, lastPosition: position };
      }
      case 'announce':
        this.count(effect);
        this.announce(session, effect);
        return session;
      case 'remove':
        await this.sessions.remove(session.id);
        return session;
      case 'refuse':
        this.metrics.refused++;
        return refuse(400, effect.why);
      case 'reply':
        return this.reply(session, effect);
    }
  }

  private async reply(
    session: Session,
    { reply, isOver }: Extract<Effect, { do: 'reply' }>,
  ): Promise<CwmpReply | undefined> {
    if (isOver) {
      this.metrics.sessionsEnded.done++;
      return renderReply(session, reply);
    }
    const saved = await this.sessions.save(session);
    if (saved === undefined) return undefined;
    if (reply.kind === 'inFlight') this.metrics.rpcsSent++;
    return renderReply(saved, reply);
  }

  private async claim(session: Session): Promise<Session | undefined> {
    if (!(await this.decision.decided(session))) this.metrics.decisionsLate++;
    return this.sessions.claim(session, this.clock.now());
  }

  private announce(session: Session, { event }: Extract<Effect, { do: 'announce' }>): void {
    const nowMs = this.clock.now();
    if (event.type === 'session.ended') {
      const { reason, durationMs, rpcs, detail } = event.data;
      this.metrics.sessionsEnded[reason]++;
      this.metrics.sessionTook(durationMs);
      this.tracing.ended(session, event.data, nowMs);
      const fields = {
        deviceId: session.deviceId,
        sessionId: session.id,
        reason,
        durationMs,
        rpcs,
        ...(detail ? { detail } : {}),
      };
      if (reason === 'done') this.logger.info(fields, 'session ended');
      else this.logger.warn(fields, 'session was broken off');
    }
    this.bus.publish([sessionEvent(session, event, nowMs)]).catch((error: unknown) => {
      // What it says is found out again at the device's next Inform.
      this.logger.warn({ deviceId: session.deviceId, event: event.type, err: error }, 'event could not be published');
    });
  }

  private count({ event }: Extract<Effect, { do: 'publish' | 'announce' }>): void {
    if (event.type === 'rpc.answered') {
      const { kind } = event.data.answer;
      if (kind === 'response') this.metrics.rpcsAnswered++;
      else if (kind === 'fault') this.metrics.rpcFaults++;
      else this.metrics.rpcsDeclined++;
    } else if (event.type !== 'rpc.sent' && event.type !== 'session.ended') this.metrics.cpeRequests++;
  }
}
