import {
  hasToProveAgain,
  identityIn,
  type LeniencyRule,
  leniencyFor,
  type ProvesAgain,
  provesAgainFor,
  type SessionStore,
} from '#libs/domain';
import type { CwmpPost } from '../cwmp-post.ts';
import type { CwmpReply, TurnedAway } from '../cwmp-reply.ts';
import { type Authenticate, challengeOf } from './authenticate.ts';
import type { Guard } from './guard.ts';

export interface SessionBondOptions {
  readonly asks: 'none' | 'known' | 'required';
  readonly provesAgain: ProvesAgain;
  /** Models of which less is asked. */
  readonly lenient: readonly LeniencyRule[];
}

/**
 * Keeps a session with whoever opened it, since a cookie is no proof: whoever can read along has it. On the connection that
 * the session was opened on nothing more is asked, so that a session costs what it did.
 */
export class SessionBond {
  private readonly isOff: boolean;

  constructor(
    private readonly sessions: SessionStore,
    private readonly authenticate: Authenticate,
    private readonly guard: Guard,
    private readonly options: SessionBondOptions,
  ) {
    this.isOff = options.asks === 'none' || options.provesAgain === 'never';
  }

  /** Whether it is known without asking that the POST belongs to the session. */
  isSure(sessionId: string, { connection }: Pick<CwmpPost, 'connection'>): boolean {
    return this.isOff || connection.sessionId === sessionId;
  }

  /** What a POST gets in place of its turn; undefined when it may have that, or there is no such session. */
  async refusal(sessionId: string, post: CwmpPost): Promise<CwmpReply | TurnedAway | undefined> {
    if (this.isSure(sessionId, post)) return undefined;
    const session = await this.sessions.load(sessionId);
    if (session === undefined) return undefined;
    const { deviceId } = session;
    const { provesAgain, lenient } = this.options;
    const when = provesAgainFor(leniencyFor(identityIn(deviceId), lenient), provesAgain);
    if (hasToProveAgain(session, post.peer.network, when)) {
      const outcome = await this.authenticate.again(post, session);
      if (outcome.is !== 'proved') return this.guard.refusal(outcome, post, deviceId, challengeOf(session));
      // Saved, it is another session: of two that say the same at once, one goes on.
      const isFirst = outcome.nonce === undefined || (await this.sessions.save(session)) !== undefined;
      if (!isFirst) return this.guard.challenge(post, true, challengeOf(session));
    }
    // From now on this connection is one of the session's, too.
    post.connection.sessionId = sessionId;
    return undefined;
  }
}
