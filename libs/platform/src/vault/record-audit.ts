import {
  AUDIT_START,
  type AuditEntry,
  type AuditLink,
  type AuditLog,
  type Clock,
  RevisionConflict,
  timestamp,
} from '#libs/domain';
import type { Logger } from '../logging/logger.ts';
import type { AuditProofs } from './audit-proofs.ts';

/** Other processes add links, too. */
const MAX_TRIES = 50;

/** Puts entries into the audit log, one after the other. */
export class RecordAudit {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: AuditLog,
    private readonly proofs: AuditProofs,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Resolves when it is durable. Rejects as the log does. */
  record(entry: Omit<AuditEntry, 'at'>): Promise<AuditLink> {
    const added = this.last.then(() => this.add({ ...entry, at: timestamp(this.clock.now()) }));
    this.last = added.catch(() => undefined);
    return added;
  }

  private async add(entry: AuditEntry): Promise<AuditLink> {
    for (let tries = 1; ; tries++) {
      const link = this.proofs.link(entry, (await this.log.newest()) ?? AUDIT_START);
      try {
        await this.log.append(link);
        // A witness outside of the log: whoever cuts links off its end would have to be here as well.
        this.logger.info({ number: link.number, proof: link.proof, what: link.what }, 'audit');
        return link;
      } catch (error) {
        if (!(error instanceof RevisionConflict) || tries === MAX_TRIES) throw error;
      }
    }
  }
}
