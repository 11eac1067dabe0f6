import type { AuditLink } from '../audit/audit-link.ts';

/** The links of the audit log. They are only ever added; nothing changes or removes one. */
export abstract class AuditLog {
  /**
   * Adds the link behind the newest one, durably; adding the very same again changes nothing. Rejects with
   * RevisionConflict when its number is not the next: somebody else was quicker.
   */
  abstract append(link: AuditLink): Promise<void>;
  abstract newest(): Promise<AuditLink | undefined>;
  /** Those behind number `after`, the oldest first. */
  abstract after(after: number, limit: number): Promise<readonly AuditLink[]>;
  /** Those before number `before`, the newest first; without it from the newest. */
  abstract before(before: number | undefined, limit: number): Promise<readonly AuditLink[]>;
}
