import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from '../app/start-refused.ts';
import type { VaultKey } from './vault.ts';

const KEY_BYTES = 32;
const KEY_FILE = 'secret-keys';
const FORM = /^([A-Za-z0-9_.-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** Keys as `id:base64,id:base64`, the first of which seals; undefined when one is not a key of 256 bits. */
export function parseSecretKeys(text: string): readonly VaultKey[] | undefined {
  const keys: VaultKey[] = [];
  for (const part of text.split(',')) {
    const [, id, key] = FORM.exec(part.trim()) ?? [];
    if (id === undefined || key === undefined || keys.some((other) => other.id === id)) return undefined;
    keys.push({ id, key: Buffer.from(key, 'base64') });
  }
  return keys;
}

/**
 * The keys of this data folder, made at the first start. They lie beside what they seal: that keeps secrets out of a copied
 * database, not from who can read the folder.
 */
export function keysOfFolder(folder: string): readonly VaultKey[] {
  if (folder === ':memory:') return [newKey()];
  const file = join(folder, KEY_FILE);
  if (!existsSync(file)) {
    const { id, key } = newKey();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${id}:${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  }
  const keys = parseSecretKeys(readFileSync(file, 'utf8').trim());
  if (keys === undefined) {
    throw new StartRefused(`${file} does not hold keys as id:base64. Put its backup back: without it no secret opens.`);
  }
  return keys;
}

function newKey(): VaultKey {
  return { id: `k${randomBytes(4).toString('hex')}`, key: randomBytes(KEY_BYTES) };
}
