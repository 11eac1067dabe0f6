import { encodeAcsEnvelope } from '#libs/cwmp';
import type { FullStage, Reply, Session } from '#libs/domain';

/** What goes back over HTTP. */
export interface CwmpReply {
  readonly status: 200 | 204 | 400 | 401 | 403 | 413 | 415 | 503;
  readonly body?: string;
  readonly cookie?: string;
  /** Values of WWW-Authenticate. */
  readonly challenges?: readonly string[];
  /** The CPE can't be understood any more on this connection. */
  readonly close?: boolean;
  readonly retryAfterS?: number;
}

/**
 * Why a POST is answered with 503: a stage of opening sessions has no room, the gateway itself can't take it, or too many
 * come from one address or of one device, or too many logins failed.
 */
export type TurnedAwayFor = FullStage | 'memory' | 'draining' | 'failure' | 'address' | 'device' | 'login';

/** To be told to come back later. */
export interface TurnedAway {
  readonly turnedAwayFor: TurnedAwayFor;
}

export const EMPTY: CwmpReply = { status: 204 };

export function envelopeReply(body: string): CwmpReply {
  return { status: 200, body };
}

/** No usable message: there is no envelope to answer in. The text is for whoever debugs the CPE. */
export function refuse(status: 400 | 413 | 415, why: string): CwmpReply {
  return { status, body: why, close: true };
}

/** The session's reply as it goes on the wire; the same bytes however often it is asked for. */
export function renderReply(session: Session, reply: Reply): CwmpReply {
  switch (reply.kind) {
    case 'empty':
      return EMPTY;
    case 'envelope':
      return envelopeReply(encodeAcsEnvelope(reply.envelope));
    case 'inFlight': {
      const { inFlight, namespace, holdRequests } = session;
      if (inFlight === undefined) return EMPTY;
      const { rpcId: id, request: message } = inFlight;
      const hold = holdRequests ? { holdRequests: true } : {};
      return envelopeReply(encodeAcsEnvelope({ namespace, id, ...hold, body: { kind: 'message', message } }));
    }
  }
}
