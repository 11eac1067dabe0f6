import type { Timestamp } from '../device/device.ts';

/** Something that somebody did, or that was done about security. */
export interface AuditEntry {
  readonly at: Timestamp;
  /** Who says to have done it; empty where nobody was asked. */
  readonly who: string;
  /** The address that it came from; empty for this system itself. */
  readonly from: string;
  /** The operation of the API, or the kind of the event. */
  readonly what: string;
  /** What it was done to, such as the path of the request. */
  readonly subject: string;
  /** More about it, without secrets. */
  readonly detail: Readonly<Record<string, string>>;
}

/** An entry in its place. It can't be changed, put elsewhere or taken out without the link behind it not holding any more. */
export interface AuditLink extends AuditEntry {
  /** From 1, without gaps. */
  readonly number: number;
  /** The key that the proof was made with; empty where there was none, and anybody can make it. */
  readonly keyId: string;
  /** Of the entry, its number and the proof of the link before. */
  readonly proof: string;
}

/** What of a link counts for the one behind it. */
export type AuditHead = Pick<AuditLink, 'number' | 'proof'>;

/** Before the first link. */
export const AUDIT_START: AuditHead = { number: 0, proof: '' };

/** What the proof of a link is made of: everything that it says, in an unambiguous form, and the proof before. */
export function auditText(entry: AuditEntry, previous: AuditHead, keyId: string): string {
  const { at, who, from, what, subject, detail } = entry;
  const details = Object.entries(detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([previous.number + 1, previous.proof, keyId, at, who, from, what, subject, details]);
}

/** Where a chain does not hold, and why. */
export interface BrokenLink {
  readonly number: number;
  readonly why: 'missing' | 'changed';
}

/** Whether a proof was made of this text. */
export type IsProof = (text: string, proof: Pick<AuditLink, 'keyId' | 'proof'>) => boolean;

/**
 * The first place where these links, the oldest first, do not go on from `previous`; undefined when all of them hold.
 * Links that were cut off the end leave a chain that holds: that has to be noticed by a head that was noted elsewhere.
 */
export function firstBroken(
  links: readonly AuditLink[],
  previous: AuditHead,
  isProof: IsProof,
): BrokenLink | undefined {
  let before = previous;
  for (const link of links) {
    if (link.number !== before.number + 1) return { number: before.number + 1, why: 'missing' };
    if (!isProof(auditText(link, before, link.keyId), link)) return { number: link.number, why: 'changed' };
    before = link;
  }
  return undefined;
}
