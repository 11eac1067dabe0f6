import { isDeepStrictEqual } from 'node:util';
import {
  type AcsUrlWrite,
  acsUrlsOfProfile,
  type Clock,
  type ProfileDocument,
  type ProfileProblem,
  type ProfileRevision,
  type ProfileStore,
  timestamp,
  unconfirmedAcsUrl,
} from '#libs/domain';
import type { CheckDraft } from './check-draft.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export interface NewRevision {
  readonly profile: string;
  /** From outside, not checked yet. */
  readonly document: unknown;
  readonly message: string;
  readonly author: string;
  /** Number of the newest revision that the author has seen; 0: none. */
  readonly after?: number;
  /** The ACS that it may send devices to, whatever its host. */
  readonly confirmAcsUrl?: string;
}

export type RevisionOutcome =
  | { readonly status: 'added' | 'newestAlready'; readonly revision: ProfileRevision }
  | { readonly status: 'refused'; readonly problems: readonly ProfileProblem[] }
  /** It would send devices to another ACS. */
  | { readonly status: 'acsUrlNotConfirmed'; readonly write: AcsUrlWrite }
  | { readonly status: 'changedMeanwhile'; readonly latest: number };

/** Keeps the next revision of a profile. A repeat of the newest one adds nothing. */
export class AddRevision {
  readonly #profiles: ProfileStore;
  readonly #check: CheckDraft;
  readonly #clock: Clock;
  readonly #acsHosts: readonly string[];

  constructor(profiles: ProfileStore, check: CheckDraft, clock: Clock, acsHosts: readonly string[]) {
    this.#profiles = profiles;
    this.#check = check;
    this.#clock = clock;
    this.#acsHosts = acsHosts;
  }

  async execute(wanted: NewRevision): Promise<RevisionOutcome> {
    const { document, problems } = await this.#check.execute(wanted.document, wanted.profile);
    if (document === undefined || problems.length > 0) return { status: 'refused', problems };
    const write = unconfirmedAcsUrl(acsUrlsOfProfile(document), this.#acsHosts, wanted.confirmAcsUrl);
    if (write) return { status: 'acsUrlNotConfirmed', write };
    return retryOnConflict(() => this.#add(wanted, document));
  }

  async #add(wanted: NewRevision, document: ProfileDocument): Promise<RevisionOutcome> {
    const { profile, message, author, after } = wanted;
    const [newest] = await this.#profiles.revisions(profile, { limit: 1 });
    if (newest !== undefined && isSame(newest, wanted, document)) return { status: 'newestAlready', revision: newest };
    const latest = newest?.number ?? 0;
    if (after !== undefined && after !== latest) return { status: 'changedMeanwhile', latest };
    const createdAt = timestamp(this.#clock.now());
    const revision = { profile, number: latest + 1, document, author, message, createdAt };
    await this.#profiles.add(revision);
    return { status: 'added', revision };
  }
}

function isSame(newest: ProfileRevision, { message, author }: NewRevision, document: ProfileDocument): boolean {
  return newest.message === message && newest.author === author && isDeepStrictEqual(newest.document, document);
}
