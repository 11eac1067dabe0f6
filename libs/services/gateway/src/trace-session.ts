import type { Session, SessionEnded } from '#libs/domain';
import { sessionTracer } from '#libs/platform';

/** One span a session, made when it ends: a session may be served by many gateways, and nothing is kept for it in between. */
export class TraceSession {
  private readonly tracer = sessionTracer();

  ended(session: Session, end: SessionEnded, nowMs: number): void {
    const span = this.tracer.startSpan('cwmp.session', {
      startTime: session.openedAtMs,
      attributes: {
        'muster.device_id': session.deviceId,
        'muster.session_id': session.id,
        'muster.session.reason': end.reason,
        'muster.session.rpcs': end.rpcs,
        'cwmp.version': session.version,
      },
    });
    span.end(nowMs);
  }
}
