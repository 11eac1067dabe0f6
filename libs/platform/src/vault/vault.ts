import {
  type CipherGCM,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type DecipherGCM,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { SealedSecret, SecretOwner } from '#libs/domain';
import { MusterError } from '#libs/domain';

/** A key of 256 bits, by the name that sealed secrets carry. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/** No key is configured to seal with. */
export class NoSecretKey extends MusterError {
  readonly code = 'no_secret_key';
}

/** What is stored can't be opened: its key is not configured any more, or it was tampered with. */
export class SecretUnreadable extends MusterError {
  readonly code = 'secret_unreadable';
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const MARK = 'hidden';
/** 96 bits. */
const MARK_LENGTH = 16;
const SHORT_ID_LENGTH = 4;
const MAC_BYTES = 16;

/**
 * Seals secrets at rest with AES-256-GCM under the first key and opens what any of the keys sealed. A sealed secret is
 * bound to its owner and its name: put in another's place, it does not open.
 */
export class Vault {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #current: VaultKey | undefined;
  readonly #markKey: Buffer | undefined;

  constructor(keys: readonly VaultKey[]) {
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
    this.#current = keys[0];
    this.#markKey = keys[0] && createHmac('sha256', keys[0].key).update('marks of secrets').digest();
  }

  /** Of the key that seals; undefined when there is none. */
  get keyId(): string | undefined {
    return this.#current?.id;
  }

  /** Throws NoSecretKey. */
  seal(text: string, owner: SecretOwner, name: string): Pick<SealedSecret, 'keyId' | 'sealed'> {
    if (this.#current === undefined) throw new NoSecretKey('No key for secrets is configured (MUSTER_SECRET_KEYS).');
    const { id, key } = this.#current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce);
    cipher.setAAD(boundTo(owner, name));
    const box = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: id, sealed: box.toString('base64') };
  }

  /**
   * Stands for a secret where it must not be told, and only tells whether it is the same: of the same owner and name, under
   * the same key. Without a key, all marks are alike.
   */
  mark(text: string, owner: SecretOwner, name: string): string {
    if (this.#markKey === undefined) return MARK;
    const digest = createHmac('sha256', this.#markKey)
      .update(JSON.stringify([owner, name, text]))
      .digest('base64url');
    return `${MARK}:${digest.slice(0, MARK_LENGTH)}`;
  }

  /**
   * Proves later that a text was ours: a short name of the key, and 128 bits made of the text under a key of `use` alone.
   * The text is asked for by that name, so that it can be part of it. Throws NoSecretKey.
   */
  sign(text: (keyId: string) => string, use: string): { readonly keyId: string; readonly mac: string } {
    if (this.#current === undefined) throw new NoSecretKey('No key is configured to sign with (MUSTER_SECRET_KEYS).');
    const { key } = this.#current;
    const keyId = shortKeyId(key);
    return { keyId, mac: macOf(key, text(keyId), use).toString('base64url') };
  }

  /** Whether one of the keys signed this. The time it takes tells nothing. */
  isSigned(text: string, use: string, { keyId, mac }: { readonly keyId: string; readonly mac: string }): boolean {
    const given = Buffer.from(mac, 'base64url');
    for (const key of this.#keys.values()) {
      if (shortKeyId(key) !== keyId) continue;
      const expected = macOf(key, text, use);
      // Of several texts that decode to the same bytes only one is ours.
      return (
        given.length === expected.length && timingSafeEqual(given, expected) && given.toString('base64url') === mac
      );
    }
    return false;
  }

  /**
   * Keys for codes of one use alone, the first to make them with, all to check them: as long as keys are being changed,
   * processes have different ones first.
   */
  codeKeys(use: string): readonly Buffer[] {
    return [...this.#keys.values()].map((key) => derive(key, use));
  }

  /** Key material for one use alone, the same in every process that seals with the same key; undefined without any. */
  keyFor(use: string, bytes: number): Buffer | undefined {
    return this.#current && Buffer.from(hkdfSync('sha256', this.#current.key, '', use, bytes));
  }

  /** As `seal`, for what is sealed piece by piece. Throws NoSecretKey. */
  cipher(
    owner: SecretOwner,
    name: string,
  ): { readonly keyId: string; readonly nonce: Buffer; readonly cipher: CipherGCM } {
    if (this.#current === undefined) throw new NoSecretKey('No key for secrets is configured (MUSTER_SECRET_KEYS).');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current.key, nonce);
    cipher.setAAD(boundTo(owner, name));
    return { keyId: this.#current.id, nonce, cipher };
  }

  /** `box`: the nonce and the tag. Throws SecretUnreadable when the key is not there; its `final` throws when something is changed. */
  decipher(
    { keyId, box }: { readonly keyId: string; readonly box: Buffer },
    owner: SecretOwner,
    name: string,
  ): DecipherGCM {
    const key = this.#keys.get(keyId);
    if (key === undefined || box.length !== NONCE_BYTES + TAG_BYTES)
      throw new SecretUnreadable(`The key ${keyId} that sealed ${name} is not configured.`);
    const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(owner, name));
    decipher.setAuthTag(box.subarray(NONCE_BYTES));
    return decipher;
  }

  /** Throws SecretUnreadable, which never tells what is in it. */
  open({ keyId, sealed }: Pick<SealedSecret, 'keyId' | 'sealed'>, owner: SecretOwner, name: string): string {
    const key = this.#keys.get(keyId);
    if (key === undefined)
      throw new SecretUnreadable(`The key ${keyId} that sealed the secret ${name} is not configured.`);
    const box = Buffer.from(sealed, 'base64');
    try {
      const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(boundTo(owner, name));
      decipher.setAuthTag(box.subarray(-TAG_BYTES));
      const text = decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new SecretUnreadable(`The secret ${name} does not open: it is damaged, or belongs elsewhere.`);
    }
  }
}

/** What is made of a key, made once: each request of a file needs it, and to take a Buffer for a key costs four times the MAC. */
interface Derived {
  readonly shortId: string;
  /** By use: what was made for one proves nothing for another. */
  readonly keys: Map<string, KeyObject>;
}

const derivations = new WeakMap<Buffer, Derived>();

function derivedOf(key: Buffer): Derived {
  const known = derivations.get(key);
  if (known !== undefined) return known;
  const shortId = derive(key, 'name of the key').toString('base64url').slice(0, SHORT_ID_LENGTH);
  const derived = { shortId, keys: new Map<string, KeyObject>() };
  derivations.set(key, derived);
  return derived;
}

function derive(key: Buffer, use: string): Buffer {
  return createHmac('sha256', key).update(use).digest();
}

function macOf(key: Buffer, text: string, use: string): Buffer {
  const { keys } = derivedOf(key);
  const own = keys.get(use) ?? createSecretKey(derive(key, use));
  keys.set(use, own);
  return createHmac('sha256', own).update(text).digest().subarray(0, MAC_BYTES);
}

function shortKeyId(key: Buffer): string {
  return derivedOf(key).shortId;
}

function boundTo(owner: SecretOwner, name: string): Buffer {
  return Buffer.from(JSON.stringify([owner, name]));
}
