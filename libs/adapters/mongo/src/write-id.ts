import { randomBytes } from 'node:crypto';

/**
 * A name for one write, kept in the document: by it a writer whose answer was lost recognises its own work, and a
 * reader tells a document from its successor at the same `_id`.
 */
export function newWriteId(): string {
  return randomBytes(9).toString('base64url');
}
