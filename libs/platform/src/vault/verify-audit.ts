import { AUDIT_START, type AuditHead, type AuditLink, firstBroken } from '#libs/domain';
import type { AuditProofs } from './audit-proofs.ts';

/** Links behind a number, the oldest first. */
export type ReadLinks = (after: number, limit: number) => Promise<readonly AuditLink[]>;

export interface Verified {
  readonly holds: boolean;
  /** For people. */
  readonly text: string;
}

const PAGE = 500;

/** Goes through all links from the first. `expected` was noted elsewhere: without it links cut off the end are not missed. */
export async function verifyAudit(read: ReadLinks, proofs: AuditProofs, expected?: AuditHead): Promise<Verified> {
  let head: AuditHead = AUDIT_START;
  let isThere = expected === undefined || expected.number === 0;
  for (;;) {
    const links = await read(head.number, PAGE);
    if (links.length === 0) break;
    const broken = firstBroken(links, head, proofs.isProof);
    if (broken) {
      const what = broken.why === 'missing' ? 'is missing' : 'is not as it was written, or its key is not here';
      return { holds: false, text: `Link ${broken.number} ${what}. The ${broken.number - 1} before it hold.` };
    }
    isThere ||= links.some(({ number, proof }) => number === expected?.number && proof === expected.proof);
    head = links.at(-1) ?? head;
  }
  if (!isThere) {
    return {
      holds: false,
      text: `All ${head.number} links hold, but link ${expected?.number} is not among them as noted.`,
    };
  }
  return { holds: true, text: `All ${head.number} links hold. The newest: ${head.number}:${head.proof}` };
}
