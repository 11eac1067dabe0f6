import type { AcsRequest, InformEvent } from '#libs/cwmp';
import type { AcsReply, HttpHeaders } from '../soap/read-acs-reply.ts';
import type { Violation } from '../soap/violation.ts';

/** One POST and its answer. */
export interface Exchange {
  /** `kind` is the method in the Body, `Fault`, or `empty`. */
  readonly request: { readonly kind: string; readonly xml: string };
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: string;
  readonly reply: AcsReply;
  readonly durationMs: number;
}

export type SessionOutcome =
  | 'completed'
  /** No connection could be made. */
  | 'unreachable'
  /** An HTTP status that ends the session, or a challenge that could not be answered. */
  | 'refused'
  /** A SOAP fault in answer to the Inform. */
  | 'rejected'
  /** The connection was lost or an answer did not come. */
  | 'broken'
  /** An answer the device cannot understand, or out of turn. */
  | 'malformed'
  /** The device itself broke the session off, as it was told to. */
  | 'abandoned';

/** What happened in a session. */
export interface SessionLog {
  readonly outcome: SessionOutcome;
  /** Why it did not complete. */
  readonly reason?: string;
  /** The events its Inform told. */
  readonly events: readonly InformEvent[];
  readonly exchanges: readonly Exchange[];
  /** The RPCs the ACS sent. */
  readonly rpcs: readonly AcsRequest[];
  readonly violations: readonly Violation[];
  readonly durationMs: number;
}
