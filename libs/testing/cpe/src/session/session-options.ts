import type { AcsRequest, CpeRequest } from '#libs/cwmp';
import type { CookieManners } from '../http/cookie-jar.ts';
import type { Credentials } from '../http/digest.ts';
import type { BreakPoint } from '../http/exchange.ts';
import type { TlsSettings } from '../http/http-connection.ts';
import type { PostStyle } from '../http/post-request.ts';
import type { EnvelopeStyle } from '../soap/envelope-style.ts';
import type { Exchange } from './session-log.ts';

/** What a CPE does with an RPC instead of answering it properly. */
export type AnswerQuirk =
  /** An empty POST: "I do not do that". */
  | 'empty'
  | 'wrong-id'
  /** The response of another method. */
  | 'wrong-type'
  /** Executes nothing and falls silent, the connection open, until the ACS closes it or the time-out has passed. */
  | 'hang'
  /** Executes nothing and breaks the connection off. */
  | 'vanish'
  /** Executes the RPC and breaks the connection off before it has answered. */
  | 'execute-and-vanish';

/** How one session is run. Without any option it is what the standard says. */
export interface SessionOptions {
  /** Default: the device's ManagementServer.URL. */
  readonly url?: string;
  /** Default: the device's ManagementServer.Username and Password. */
  readonly credentials?: Credentials;
  readonly tls?: TlsSettings;
  /** How long to wait for a connection or an answer, in milliseconds (default 30,000). */
  readonly timeoutMs?: number;
  readonly style?: Partial<EnvelopeStyle>;
  readonly post?: Partial<PostStyle>;
  /** `per-post`: a new connection for each POST; `close`: the same, announced; `two`: two connections in turn. */
  readonly connection?: 'keep-alive' | 'per-post' | 'close' | 'two';
  readonly cookies?: CookieManners;
  /** A Cookie header left over from an earlier session, sent with the Inform. */
  readonly staleCookie?: string;
  /** An empty POST before the Inform, as clients do that probe for authentication. */
  readonly probesFirst?: boolean;
  readonly slowBody?: { readonly bytes: number; readonly everyMs: number };
  /** Breaks the connection off at the nth POST (0 is the Inform; repetitions after a 401 do not count). */
  readonly breakAt?: { readonly post: number; readonly when: BreakPoint };
  /** Sends the nth POST twice, the second time on a new connection, as if its answer had been lost. */
  readonly retransmit?: number;
  /** Chooses a quirk for an RPC, or has the session wait; `turn` counts the RPCs of the session from 0. */
  readonly answer?: (request: AcsRequest, turn: number) => AnswerQuirk | undefined | Promise<AnswerQuirk | undefined>;
  /** Sends a response although nothing is outstanding, after the InformResponse. */
  readonly strayResponse?: boolean;
  /** Sent after the ACS has ended the session, on the same connection. */
  readonly lateRequest?: CpeRequest;
  /** Check every answer against the standard (default true). */
  readonly checks?: boolean;
  readonly onExchange?: (exchange: Exchange) => void;
}
