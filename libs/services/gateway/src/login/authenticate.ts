import { randomUUID } from 'node:crypto';
import { type Authorization, type DeviceIdentity, type DigestAnswer, readAuthorization } from '#libs/cwmp';
import {
  certificateProof,
  type DeviceId,
  digestProblem,
  identityIn,
  type Leniency,
  type LeniencyRule,
  leniencyFor,
  mayGoOn,
  type NameTemplate,
  type NonceUse,
  type Peer,
  type Proof,
  parseDeviceId,
  type ReadNonce,
  type Session,
} from '#libs/domain';
import type { LoginNonces } from '#libs/platform';
import type { CwmpPost } from '../cwmp-post.ts';
import type { BackOff } from './back-off.ts';
import { CheckedLogin } from './check-password.ts';
import type { Access, KnownAccess } from './known-access.ts';

export interface AuthenticateOptions {
  readonly asks: 'none' | 'known' | 'required';
  readonly basic: 'tls' | 'always' | 'never';
  readonly shared: readonly CheckedLogin[];
  readonly realm: string;
  readonly lenient: readonly LeniencyRule[];
  readonly certificateNames: readonly NameTemplate[];
}

/** What a POST proves. */
export type LoginOutcome =
  | { readonly is: 'proved'; readonly proof: Proof; readonly nonce?: NonceUse }
  /** It has to say who it is; `stale`: again, with another nonce. */
  | { readonly is: 'asked'; readonly stale: boolean }
  | { readonly is: 'wrong'; readonly why: 'wrong_login' | 'other_device'; readonly username: string }
  /** Too many were wrong: this one was not looked at. */
  | { readonly is: 'slowed' };

const METHOD = 'POST';
/** What was read before is looked up again when a login is wrong, unless it was read just now: whoever guesses is not to have it read each time. */
const FRESH_MS = 5_000;

/** What is said of a device without a login is compared with this: it takes as long. */
const NOBODYS = new CheckedLogin({ username: '', password: randomUUID() }, '');

export type OpenedByLogin = Pick<Session, 'id' | 'revision' | 'deviceId' | 'proved'>;

/**
 * What a nonce is made for that a session is to go on with. With its next turn the session is another, and what was
 * overheard is worth nothing.
 */
export function challengeOf({ id, revision }: Pick<Session, 'id' | 'revision'>): string {
  return `${id}:${revision}`;
}

type Said = Pick<CwmpPost, 'authorization' | 'target' | 'peer'>;

/** Finds out whether a POST comes from the device that it claims to be. It changes nothing that lasts. */
export class Authenticate {
  /** A POST is listened to before it is read, and again when it is known which device it means. */
  readonly #heard = new WeakMap<Said, Heard | Asked>();

  constructor(
    private readonly known: KnownAccess,
    private readonly nonces: LoginNonces,
    private readonly backOff: BackOff,
    private readonly options: AuthenticateOptions,
  ) {}

  /** Whether a POST without a session may be read at all: not what can't prove anything, where everybody has to. */
  before(post: Said): Unread | undefined {
    const { certificate, address } = post.peer;
    if (this.options.asks !== 'required' || certificate !== undefined) return undefined;
    const said = this.heard(post);
    if ('is' in said) return said;
    return this.isShut(address) ? { is: 'slowed' } : undefined;
  }

  /** Whether nobody from there can prove anything now but by a certificate. */
  isShut(address: string): boolean {
    return this.options.asks === 'required' && !this.backOff.mayAnyTry(address);
  }

  /** Devices and addresses of which it is remembered how they fared. */
  get remembered(): number {
    return this.backOff.size;
  }

  /** Of an Inform: of the device whose DeviceId it has. Rejects when logins can't be read. */
  async of(post: Said, deviceId: DeviceId, identity: DeviceIdentity): Promise<LoginOutcome> {
    const shown = this.shown(post.peer, identity);
    if (shown) return shown;
    if (this.options.asks === 'none') return { is: 'proved', proof: 'none' };
    const said = this.heard(post);
    if ('is' in said) {
      const hasLogin = this.options.asks === 'required' || (await this.known.get(deviceId)).logins.length > 0;
      return hasLogin ? said : { is: 'proved', proof: 'none' };
    }
    return this.check(said, post, deviceId, identity);
  }

  /** Of a later POST of a session: whether it comes from whoever opened it. A nonce has to be made for the session as it is now. */
  async again(post: Said, session: OpenedByLogin): Promise<LoginOutcome> {
    const { deviceId, proved } = session;
    const identity = identityIn(deviceId);
    const shown = this.shown(post.peer, identity);
    if (shown) return shown;
    const mayBeOld = leniencyFor(identity, this.options.lenient).has('same-count');
    const said = this.hear(post, challengeOf(session));
    const heard = 'is' in said && mayBeOld ? this.heard(post) : said;
    if ('is' in heard) return heard;
    const outcome = await this.check(heard, post, deviceId, identity);
    if (outcome.is !== 'proved' || mayGoOn(proved, outcome.proof)) return outcome;
    return { is: 'wrong', why: 'wrong_login', username: heard.authorization.username };
  }

  /** What a certificate settles; undefined without one that names a device. */
  private shown({ certificate }: Peer, identity: DeviceIdentity): LoginOutcome | undefined {
    const named = certificate && certificateProof(certificate, identity, this.options.certificateNames);
    if (named === 'this') return { is: 'proved', proof: 'certificate' };
    if (named === 'another') return { is: 'wrong', why: 'other_device', username: certificate?.names[0] ?? '' };
    return undefined;
  }

  /** What was said, if it could prove something: a digest with a nonce of ours, or Basic where that is accepted. */
  private heard(post: Said): Heard | Asked {
    const before = this.#heard.get(post);
    if (before !== undefined) return before;
    const heard = this.hear(post);
    this.#heard.set(post, heard);
    return heard;
  }

  private hear({ authorization: header, peer }: Said, challenge?: string): Heard | Asked {
    const authorization = readAuthorization(header);
    if (authorization === undefined) return { is: 'asked', stale: false };
    if (authorization.scheme === 'basic') {
      const { basic } = this.options;
      const isAccepted = basic === 'always' || (basic === 'tls' && peer.secure);
      return isAccepted ? { authorization } : { is: 'asked', stale: false };
    }
    if (authorization.realm !== this.options.realm) return { is: 'asked', stale: false };
    const nonce = this.nonces.check(authorization.nonce, challenge);
    return nonce === undefined ? { is: 'asked', stale: true } : { authorization, nonce };
  }

  private async check(
    { authorization, nonce }: Heard,
    { target, peer }: Said,
    deviceId: DeviceId,
    identity: DeviceIdentity,
  ): Promise<LoginOutcome> {
    const { realm, lenient } = this.options;
    const allowed = leniencyFor(identity, lenient);
    if (authorization.scheme === 'digest' && digestProblem(authorization, { target, realm }, allowed)) {
      return { is: 'asked', stale: false };
    }
    if (!this.backOff.mayTry(peer.address, deviceId)) return { is: 'slowed' };
    const proof = await this.proofOf(authorization, deviceId);
    if (proof !== undefined) {
      this.backOff.succeeded(peer.address, deviceId);
      const use = nonce && useOf(nonce, authorization, allowed, this.nonces.lifetimeMs);
      return { is: 'proved', proof, ...(use && { nonce: use }) };
    }
    this.backOff.failed(peer.address, deviceId);
    const isAnother = await this.isAnother(authorization, deviceId);
    return { is: 'wrong', why: isAnother ? 'other_device' : 'wrong_login', username: authorization.username };
  }

  /** What was kept may be old: before a login is wrong, it is looked up again. */
  private async proofOf(authorization: Authorization, deviceId: DeviceId): Promise<Proof | undefined> {
    return (
      this.proofBy(await this.known.get(deviceId), authorization) ??
      this.proofBy(await this.known.get(deviceId, FRESH_MS), authorization)
    );
  }

  private proofBy({ logins, mayUseShared }: Access, authorization: Authorization): Proof | undefined {
    const shared = this.options.shared.map((login) => ({ proof: 'shared', login }) as const);
    // All of them are looked at, always: how long it takes does not tell which there are.
    const own = logins.length > 0 ? logins : [{ proof: 'own' as const, login: NOBODYS }];
    const right = [...own, ...shared].filter(({ login }) => login.isMeantBy(authorization, METHOD));
    return right.find(({ proof }) => proof !== 'shared' || mayUseShared)?.proof;
  }

  /** The name of another device, and its password: whoever has a box of his own tries to be another. */
  private async isAnother(authorization: Authorization, deviceId: DeviceId): Promise<boolean> {
    const other = parseDeviceId(authorization.username);
    if (other === undefined || other === deviceId) return false;
    const { logins } = await this.known.get(other);
    return logins.some(({ login }) => login.isMeantBy(authorization, METHOD));
  }
}

type Asked = Extract<LoginOutcome, { is: 'asked' }>;

/** What there is to say to a POST that was not read. */
export type Unread = Extract<LoginOutcome, { is: 'asked' | 'slowed' }>;

interface Heard {
  readonly authorization: Authorization;
  readonly nonce?: ReadNonce;
}

function useOf(
  { head, madeAtMs }: ReadNonce,
  authorization: Authorization,
  allowed: ReadonlySet<Leniency>,
  lifetimeMs: number,
): NonceUse | undefined {
  if (authorization.scheme === 'basic' || allowed.has('same-count')) return undefined;
  return { nonce: head, count: countOf(authorization), madeAtMs, lifetimeMs };
}

/** Without a count (RFC 2069) a nonce is good once. */
function countOf({ nonceCount }: DigestAnswer): number {
  return nonceCount === undefined ? 1 : Number.parseInt(nonceCount, 16);
}
