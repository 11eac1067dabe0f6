import type { Profile, ProfileRevision } from '../profile/profile.ts';

/** What is in force, together. */
export interface PublishedProfiles {
  /** Grows whenever something is published, taken back or removed; 0 before the first time. */
  readonly generation: number;
  /** By name of the profile. */
  readonly revisions: readonly ProfileRevision[];
}

/** Profiles and all their revisions. A write that resolved is durable. */
export abstract class ProfileStore {
  /** By name; there are hundreds, not millions. */
  abstract list(): Promise<readonly Profile[]>;
  abstract get(name: string): Promise<Profile | undefined>;
  /** Newest first, those before a number. */
  abstract revisions(
    name: string,
    query: { readonly before?: number; readonly limit: number },
  ): Promise<readonly ProfileRevision[]>;
  /** Keeps the next revision; number 1 creates the profile. Rejects with RevisionConflict when that number is taken, or not the next. */
  abstract add(revision: ProfileRevision): Promise<Profile>;
  /**
   * Puts a revision in force in place of `replacing` (undefined: none); undefined takes the profile out of force. Resolves
   * with the new generation. Rejects with RevisionConflict when another one is in force, or there is no such revision.
   */
  abstract publish(name: string, number: number | undefined, replacing: number | undefined): Promise<number>;
  /** With all its revisions; out of force first. False when there is none. */
  abstract remove(name: string): Promise<boolean>;
  /** A new generation of the same revisions: something they refer to has changed. Resolves with it. */
  abstract renew(): Promise<number>;
  /** Undefined when the generation is still `known`. */
  abstract published(known?: number): Promise<PublishedProfiles | undefined>;
}
