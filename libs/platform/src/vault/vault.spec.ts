import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceId } from '#libs/domain';
import { keysOfFolder, parseSecretKeys } from './secret-keys.ts';
import { NoSecretKey, SecretUnreadable, Vault } from './vault.ts';

const device = '00A0B1-Box-1' as DeviceId;
const [old, current] = [key('old', 1), key('new', 2)];

function key(id: string, byte: number) {
  return { id, key: Buffer.alloc(32, byte) };
}

test('what was sealed opens again, and never looks the same', () => {
  const vault = new Vault([current]);
  const text = 'pässwort 🔑';
  const [one, other] = [vault.seal(text, device, 'wifi'), vault.seal(text, device, 'wifi')];
  expect(vault.open(one, device, 'wifi')).toBe(text);
  expect(one.sealed).not.toBe(other.sealed);
  expect(Buffer.from(one.sealed, 'base64').includes(text)).toBe(false);
  expect(vault.open(vault.seal('', 'fleet', 'empty'), 'fleet', 'empty')).toBe('');
});

test('it opens only where it belongs, and only untouched', () => {
  const vault = new Vault([current]);
  const sealed = vault.seal('text', device, 'wifi');
  expect(() => vault.open(sealed, 'fleet', 'wifi')).toThrow(SecretUnreadable);
  expect(() => vault.open(sealed, device, 'pppoe')).toThrow(SecretUnreadable);
  const box = Buffer.from(sealed.sealed, 'base64');
  for (let at = 0; at < box.length; at++) {
    const damaged = Buffer.from(box);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(() => vault.open({ ...sealed, sealed: damaged.toString('base64') }, device, 'wifi')).toThrow(
      SecretUnreadable,
    );
  }
  expect(() => vault.open({ ...sealed, sealed: '' }, device, 'wifi')).toThrow(SecretUnreadable);
});

test('the first key seals, all of them open', () => {
  const sealed = new Vault([old]).seal('text', device, 'wifi');
  const both = new Vault([current, old]);
  expect(both.open(sealed, device, 'wifi')).toBe('text');
  expect(both.seal('text', device, 'wifi').keyId).toBe('new');
  expect(() => new Vault([current]).open(sealed, device, 'wifi')).toThrow(/The key old/);
});

test('without a key nothing is sealed', () => {
  expect(() => new Vault([]).seal('text', device, 'wifi')).toThrow(NoSecretKey);
});

test('keys are read as id:base64, and nothing else is', () => {
  const base64 = current.key.toString('base64');
  expect(parseSecretKeys(`new:${base64}, old:${base64}`)?.map(({ id }) => id)).toEqual(['new', 'old']);
  for (const bad of [
    '',
    base64,
    `new:${base64.slice(4)}`,
    `new:${base64},new:${base64}`,
    `new:${base64},`,
    'new:text',
  ]) {
    expect([bad, parseSecretKeys(bad)]).toEqual([bad, undefined]);
  }
});

describe('the keys of a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-vault-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are made once, for their owner alone', () => {
    const made = keysOfFolder(folder);
    expect(keysOfFolder(folder)).toEqual(made);
    expect(statSync(join(folder, 'secret-keys')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'secret-keys'), 'utf8')).toMatch(/^k[0-9a-f]{8}:/);
  });

  test('that are damaged are not replaced', () => {
    writeFileSync(join(folder, 'secret-keys'), 'nonsense');
    expect(() => keysOfFolder(folder)).toThrow(/Put its backup back/);
  });
});
