import {
  type CapabilityFacts,
  checkProfile,
  type ProfileDocument,
  type ProfileProblem,
  type ProfileStore,
  readProfile,
} from '#libs/domain';
import type { KnownModels } from './known-models.ts';

export interface CheckedDocument {
  /** Absent when it is not well-formed. */
  readonly document?: ProfileDocument;
  readonly problems: readonly ProfileProblem[];
}

/** Says what is wrong with a profile: by itself, and against capabilities, models and the other profiles in force. */
export class CheckDraft {
  readonly #profiles: ProfileStore;
  readonly #models: KnownModels;
  readonly #capabilities: CapabilityFacts;

  constructor(profiles: ProfileStore, models: KnownModels, capabilities: CapabilityFacts) {
    this.#profiles = profiles;
    this.#models = models;
    this.#capabilities = capabilities;
  }

  /** A document from outside, to stand in place of what a profile says now. */
  async execute(json: unknown, profile?: string): Promise<CheckedDocument> {
    const read = readProfile(json);
    if (!read.ok) return { problems: read.problems };
    return { document: read.document, problems: await this.#against(read.document, profile) };
  }

  /** What it contradicts of what is in force now. */
  async conflicts(document: ProfileDocument, profile: string): Promise<readonly ProfileProblem[]> {
    return (await this.#against(document, profile)).filter(({ code }) => code === 'conflict');
  }

  async #against(document: ProfileDocument, profile: string | undefined): Promise<readonly ProfileProblem[]> {
    const [models, published] = await Promise.all([this.#models.facts(), this.#profiles.published()]);
    const others = (published?.revisions ?? []).filter((revision) => revision.profile !== profile);
    return checkProfile(document, { others, capabilities: this.#capabilities, models });
  }
}
