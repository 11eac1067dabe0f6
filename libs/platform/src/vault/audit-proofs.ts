import { createHash } from 'node:crypto';
import { type AuditEntry, type AuditHead, type AuditLink, auditText, type IsProof } from '#libs/domain';
import type { Vault } from './vault.ts';

const USE = 'links of the audit log';
/** Of a link that was made where there was no key. */
const NO_KEY = '';

/** Makes and checks the proofs of the audit log's links, with keys that its store does not have. */
export class AuditProofs {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  link(entry: AuditEntry, previous: AuditHead): AuditLink {
    const number = previous.number + 1;
    if (this.#vault.keyId === undefined) {
      return { ...entry, number, keyId: NO_KEY, proof: plainProof(auditText(entry, previous, NO_KEY)) };
    }
    const { keyId, mac } = this.#vault.sign((key) => auditText(entry, previous, key), USE);
    return { ...entry, number, keyId, proof: mac };
  }

  /** Where there are keys, a link without one proves nothing: anybody could have made it. */
  readonly isProof: IsProof = (text, { keyId, proof }) => {
    if (keyId === NO_KEY) return this.#vault.keyId === undefined && proof === plainProof(text);
    return this.#vault.isSigned(text, USE, { keyId, mac: proof });
  };
}

function plainProof(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
