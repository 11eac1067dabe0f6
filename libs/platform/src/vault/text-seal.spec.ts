import type { DeviceId } from '#libs/domain';
import { createLogger } from '../logging/create-logger.ts';
import { VaultSeal } from './text-seal.ts';
import { Vault } from './vault.ts';

const device = '00A0B1-Box-1' as DeviceId;
const [old, current] = [key('old', 1), key('new', 2)];
const TEXT = '{"password":"pässwort 🔑"}';

function key(id: string, byte: number) {
  return { id, key: Buffer.alloc(32, byte) };
}

function sealWith(...keys: readonly ReturnType<typeof key>[]) {
  const log: string[] = [];
  const output = { write: (line: string) => void log.push(line) };
  const seal = new VaultSeal(() => new Vault(keys), createLogger('test', { level: 'debug', format: 'json', output }));
  return { seal, log };
}

test('a text opens with any of the keys, on one line whatever is in it', () => {
  const sealed = sealWith(old).seal.seal(`${TEXT}\n`, device, 'rpc');
  expect(sealed).toMatch(/^sealed:old:[A-Za-z0-9+/]+=*$/);
  expect(sealWith(current, old).seal.open(sealed, device, 'rpc')).toBe(`${TEXT}\n`);
});

test('what does not open is undefined and logged, without what is in it', () => {
  const { seal, log } = sealWith(current);
  const sealed = seal.seal(TEXT, device, 'rpc');
  const damaged = sealed.slice(0, -8) + (sealed.at(-8) === 'A' ? 'B' : 'A') + sealed.slice(-7);
  const attempts = [
    seal.open(sealed, device, 'command c1'),
    seal.open(sealed, '00A0B1-Box-2' as DeviceId, 'rpc'),
    seal.open(damaged, device, 'rpc'),
    seal.open('sealed:nonsense', device, 'rpc'),
    seal.open(sealWith(old).seal.seal(TEXT, device, 'rpc'), device, 'rpc'),
  ];
  expect(attempts).toEqual(Array(5).fill(undefined));
  expect(log).toHaveLength(5);
  expect(log.join()).toContain('The key old');
  expect(log.join()).not.toContain('pässwort');
});

test('without a key texts stay as they are, and such texts always open', () => {
  expect(sealWith().seal.seal(TEXT, device, 'rpc')).toBe(TEXT);
  expect(sealWith(current).seal.open(TEXT, device, 'rpc')).toBe(TEXT);
});

test('a secret of the device can not be passed off as a sealed text', () => {
  const vault = new Vault([current]);
  const { keyId, sealed } = vault.seal(TEXT, device, 'rpc');
  expect(sealWith(current).seal.open(`sealed:${keyId}:${sealed}`, device, 'rpc')).toBeUndefined();
});

describe('a file', () => {
  const PIECES = [Buffer.from('one'), Buffer.alloc(100_000, 'x'), Buffer.alloc(0)];
  const sealedBy = (seal: VaultSeal) => {
    const sealing = seal.sealBytes(device, 'file c1');
    const pieces = PIECES.map((piece) => sealing.take(piece));
    return { pieces, opener: sealing.end() };
  };
  const opened = (seal: VaultSeal, opener: string, pieces: readonly Uint8Array[], what = 'file c1') => {
    const opening = seal.openBytes(opener, device, what);
    if (opening === undefined) return undefined;
    const bytes = Buffer.concat(pieces.map((piece) => opening.take(piece)));
    return opening.end() ? bytes : 'changed';
  };

  test('opens with any of the keys, and is as long as it was', () => {
    const { pieces, opener } = sealedBy(sealWith(old).seal);
    expect(pieces.map(({ length }) => length)).toEqual(PIECES.map(({ length }) => length));
    expect(opened(sealWith(current, old).seal, opener, pieces)).toEqual(Buffer.concat(PIECES));
  });

  test('that was changed, belongs elsewhere, or whose key is gone, is none', () => {
    const { seal, log } = sealWith(current);
    const { pieces, opener } = sealedBy(seal);
    const [first, ...rest] = pieces;
    const changed = [Buffer.from('two'), ...rest];
    expect(first).toHaveLength(3);
    expect(opened(seal, opener, changed)).toBe('changed');
    expect(opened(seal, opener, pieces, 'file c2')).toBe('changed');
    expect(opened(sealWith(old).seal, opener, pieces)).toBeUndefined();
    expect(opened(sealWith().seal, opener, pieces)).toBeUndefined();
    expect(opened(seal, 'sealed:new:AAAA', pieces)).toBeUndefined();
    expect(log).toHaveLength(3);
  });

  test('without a key stays as it is', () => {
    const { pieces, opener } = sealedBy(sealWith().seal);
    expect([opener, Buffer.concat(pieces)]).toEqual(['', Buffer.concat(PIECES)]);
    expect(opened(sealWith(current).seal, opener, pieces)).toEqual(Buffer.concat(PIECES));
  });
});
