import type { Profile, ProfileProblem, ProfileRevision, ProfileStore, SettledMarks } from '#libs/domain';
import type { CheckDraft } from './check-draft.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export type PublishOutcome =
  | { readonly status: 'done'; readonly profile: Profile; readonly generation: number }
  | { readonly status: 'unknownProfile' | 'unknownRevision' }
  | { readonly status: 'refused'; readonly problems: readonly ProfileProblem[] }
  | { readonly status: 'changedMeanwhile'; readonly published: number | undefined };

export interface NewPublication {
  readonly revision: number;
  /** What was in force as far as the operator knows, null: nothing. */
  readonly replacing?: number | null;
}

/**
 * Puts profiles in force and takes them out. No device is written: the epoch is raised, and each device looks in its next
 * session. A repeat makes sure of that: the first may have died between the two.
 */
export class PublishProfile {
  readonly #profiles: ProfileStore;
  readonly #settled: SettledMarks;
  readonly #check: CheckDraft;

  constructor(profiles: ProfileStore, settled: SettledMarks, check: CheckDraft) {
    this.#profiles = profiles;
    this.#settled = settled;
    this.#check = check;
  }

  publish(name: string, { revision: number, replacing }: NewPublication): Promise<PublishOutcome> {
    return retryOnConflict(async () => {
      const profile = await this.#profiles.get(name);
      if (profile === undefined) return { status: 'unknownProfile' };
      if (profile.published === number) return this.#done(profile);
      const revision = await this.revision(name, number);
      if (revision === undefined) return { status: 'unknownRevision' };
      if (replacing !== undefined && (replacing ?? undefined) !== profile.published) {
        return { status: 'changedMeanwhile', published: profile.published };
      }
      const problems = await this.#check.conflicts(revision.document, name);
      if (problems.length > 0) return { status: 'refused', problems };
      return this.#done(profile, number);
    });
  }

  unpublish(name: string): Promise<PublishOutcome> {
    return retryOnConflict(async () => {
      const profile = await this.#profiles.get(name);
      if (profile === undefined) return { status: 'unknownProfile' };
      return profile.published === undefined ? this.#done(profile) : this.#done(profile, undefined);
    });
  }

  /** False when there is no such profile. */
  async remove(name: string): Promise<boolean> {
    const removed = await this.#profiles.remove(name);
    await this.#settled.raiseEpoch(await this.generation());
    return removed;
  }

  async revision(name: string, number: number): Promise<ProfileRevision | undefined> {
    const [revision] = await this.#profiles.revisions(name, { before: number + 1, limit: 1 });
    return revision?.number === number ? revision : undefined;
  }

  /** Of what is in force. */
  async generation(): Promise<number> {
    return (await this.#profiles.published())?.generation ?? 0;
  }

  /** With a number, even if it is undefined, that is put in force first. */
  async #done(profile: Profile, ...change: readonly [number?]): Promise<PublishOutcome> {
    const { published, ...rest } = profile;
    const [number] = change;
    const generation =
      change.length === 0 ? await this.generation() : await this.#profiles.publish(profile.name, number, published);
    await this.#settled.raiseEpoch(generation);
    if (change.length === 0) return { status: 'done', profile, generation };
    return { status: 'done', profile: { ...rest, ...(number === undefined ? {} : { published: number }) }, generation };
  }
}
