/**
 * A document that is not read, or a value that is not written: `malformed` (no XML), `doctype` (a DTD, which CWMP has
 * no use for and attackers do) or `limit` (too large in some way). The message quotes nothing of the input.
 */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  readonly reason: 'malformed' | 'doctype' | 'limit';
  /** UTF-16 code units from the start of the text. */
  readonly offset: number;

  constructor(reason: XmlError['reason'], what: string, offset: number, options?: ErrorOptions) {
    super(`${what} at offset ${offset}`, options);
    this.reason = reason;
    this.offset = offset;
  }
}
