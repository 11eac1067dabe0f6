import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/**
 * HMAC-SHA-256 (RFC 2104) of texts of one length, with what the key has to do with it made ready. Node's own makes a stream
 * for each, which takes more than twice as long; an Inform that is challenged and logs in needs two.
 */
export class ShortHmac {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  /** Throws for a key that is longer than a block, which would have to be hashed first. */
  constructor(
    key: Buffer,
    private readonly textLength: number,
  ) {
    if (key.length > BLOCK_BYTES) throw new RangeError(`A key of ${key.length} bytes is too long.`);
    this.#inner = Buffer.alloc(BLOCK_BYTES + textLength, padded(key, 0x36));
    this.#outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, padded(key, 0x5c));
  }

  /** In base64url. Throws for a text of another length; all of it must be ASCII. */
  of(text: string): string {
    if (text.length !== this.textLength) throw new RangeError(`A text of ${text.length} characters was not expected.`);
    this.#inner.write(text, BLOCK_BYTES, 'latin1');
    this.#outer.write(hash('sha256', this.#inner, 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.#outer, 'base64url');
  }
}

function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
}
