import type { Peer } from '#libs/domain';

/** A TCP connection of a CPE. */
export interface Connection {
  /** Unique over all gateways. */
  readonly name: string;
  /** The session last opened or gone on with on it, for CPEs that never return a cookie. */
  sessionId?: string;
}

/** One POST of a CPE, its body complete and inflated. */
export interface CwmpPost {
  readonly body: Buffer;
  readonly charset?: string;
  /** Session ids from the cookies. */
  readonly sessionIds: readonly string[];
  readonly connection: Connection;
  /** Authorization, as it came. */
  readonly authorization?: string;
  /** The request-target, as it came. */
  readonly target: string;
  /** Who has sent it. */
  readonly peer: Peer;
}
