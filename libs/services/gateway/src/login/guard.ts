import { basicChallenge, type DeviceIdentity, digestChallenge } from '#libs/cwmp';
import {
  acceptsAll,
  asksForDeclared,
  type DeclarationStore,
  type DeviceId,
  type EnrolmentRule,
  type EnrolmentVerdict,
  enrol,
  type NonceUse,
  type Proof,
} from '#libs/domain';
import type { LoginNonces } from '#libs/platform';
import type { CwmpPost } from '../cwmp-post.ts';
import type { CwmpReply, TurnedAway } from '../cwmp-reply.ts';
import type { GatewayMetrics } from '../gateway-metrics.ts';
import type { Authenticate, LoginOutcome, Unread } from './authenticate.ts';
import type { KnownAccess } from './known-access.ts';
import type { TellSecurity } from './tell-security.ts';

export interface GuardOptions {
  readonly asks: 'none' | 'known' | 'required';
  readonly basic: 'tls' | 'always' | 'never';
  readonly realm: string;
  readonly algorithms: readonly ('MD5' | 'SHA-256')[];
  /** A shared login gets a login of the device's own, and nothing else. */
  readonly confinesShared: boolean;
  readonly enrolment: readonly EnrolmentRule[];
}

/** What becomes of an Inform before anything is done about it. */
export type Entry =
  | { readonly verdict: 'in'; readonly proof: Proof; readonly confined: boolean; readonly nonce?: NonceUse }
  /** It is answered, and that is all. */
  | { readonly verdict: 'quarantined' }
  | { readonly verdict: 'out'; readonly reply: CwmpReply | TurnedAway };

const VERDICTS = { admitted: 'accept', quarantined: 'quarantine', refused: 'refuse' } as const;
const NOT_ADMITTED = 'This device is not admitted.';

/** Decides who comes in: by what a POST proves, by what operators said of the device, and by rules for those not known. */
export class Guard {
  constructor(
    private readonly authenticate: Authenticate,
    private readonly known: KnownAccess,
    private readonly declarations: DeclarationStore,
    private readonly nonces: LoginNonces,
    private readonly tell: TellSecurity,
    private readonly metrics: GatewayMetrics,
    private readonly options: GuardOptions,
  ) {
    metrics.watchLogins(() => ({ ...known.load, remembered: authenticate.remembered }));
  }

  /** Why a POST need not be read, unless it is in a session: it can't prove anything, or is not to be looked at. */
  before(post: Pick<CwmpPost, 'authorization' | 'target' | 'peer'>): Unread | undefined {
    return this.authenticate.before(post);
  }

  unread(post: Pick<CwmpPost, 'peer'>, why: Unread): CwmpReply | TurnedAway {
    return why.is === 'slowed' ? { turnedAwayFor: 'login' } : this.challenge(post, why.stale);
  }

  async entry(post: CwmpPost, deviceId: DeviceId, identity: DeviceIdentity): Promise<Entry> {
    const outcome = await this.authenticate.of(post, deviceId, identity);
    if (outcome.is !== 'proved') return { verdict: 'out', reply: this.refusal(outcome, post, deviceId) };
    const { is: _, ...proved } = outcome;
    const verdict = await this.standing(post, deviceId, identity, proved.proof);
    if (verdict === 'refuse') {
      this.metrics.logins.not_admitted++;
      this.tell.failed(deviceId, { reason: 'not_admitted', address: post.peer.address, username: '' });
      return { verdict: 'out', reply: forbidden() };
    }
    if (verdict === 'accept') {
      this.metrics.logins[proved.proof]++;
      return { verdict: 'in', confined: proved.proof === 'shared' && this.options.confinesShared, ...proved };
    }
    this.metrics.logins.quarantined++;
    const isTold = await this.tell.knocked(deviceId, identity, post.peer.address, proved.proof);
    return isTold ? { verdict: 'quarantined' } : { verdict: 'out', reply: { turnedAwayFor: 'login' } };
  }

  /** The same answer was used before: somebody repeats what he has overheard, or a CPE what was not answered. */
  replayed(post: CwmpPost, deviceId: DeviceId): CwmpReply {
    this.metrics.logins.replayed++;
    this.tell.failed(deviceId, { reason: 'replayed', address: post.peer.address, username: '' });
    return this.challenge(post, true);
  }

  /** What is answered to who proved nothing; `challenge`: what its next try has to be for (`challengeOf`), if it is no Inform. */
  refusal(
    outcome: Exclude<LoginOutcome, { is: 'proved' }>,
    post: CwmpPost,
    deviceId: DeviceId,
    challenge?: string,
  ): CwmpReply | TurnedAway {
    if (outcome.is === 'asked') return this.challenge(post, outcome.stale, challenge);
    if (outcome.is === 'slowed') return { turnedAwayFor: 'login' };
    const { why: reason, username } = outcome;
    this.metrics.logins[reason]++;
    this.tell.failed(deviceId, { reason, address: post.peer.address, username });
    // Whoever proved to be another knows already that there is no way in: it is not asked again.
    return reason === 'other_device' ? forbidden() : this.challenge(post, false, challenge);
  }

  private async standing(
    { peer }: CwmpPost,
    deviceId: DeviceId,
    { oui }: DeviceIdentity,
    proof: Proof,
  ): Promise<EnrolmentVerdict> {
    const { enrolment, asks } = this.options;
    if (asks === 'none' && proof === 'none' && acceptsAll(enrolment)) return 'accept';
    const { standing } = await this.known.get(deviceId);
    if (standing !== undefined) return VERDICTS[standing];
    const declared = asksForDeclared(enrolment) && (await this.declarations.get(deviceId)) !== undefined;
    return enrol({ oui, address: peer.address, proof, declared }, enrolment);
  }

  /** `stale`: what was said is good for nothing but because its nonce is over. */
  challenge({ peer }: Pick<CwmpPost, 'peer'>, stale: boolean, challenge?: string): CwmpReply {
    this.metrics.logins.asked++;
    const { basic, realm, algorithms } = this.options;
    const nonce = this.nonces.make(challenge);
    const digests = algorithms.map((algorithm) => digestChallenge({ realm, nonce, algorithm, stale }));
    const offersBasic = basic === 'always' || (basic === 'tls' && peer.secure);
    const challenges = offersBasic ? [...digests, basicChallenge(realm)] : digests;
    return { status: 401, body: 'Log in to open a session.', challenges };
  }
}

function forbidden(): CwmpReply {
  return { status: 403, body: NOT_ADMITTED };
}
