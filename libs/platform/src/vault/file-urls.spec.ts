import { randomBytes } from 'node:crypto';
import type { DeviceId } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { FileUrls } from './file-urls.ts';
import { Vault } from './vault.ts';

const clock = new ManualClock();
const key = { id: 'k1', key: randomBytes(32) };
const options = { url: 'http://files.example.net:7558/', lifetimeMs: 60_000 };
const urls = new FileUrls(new Vault([key]), clock, options);
const unsigned = {
  to: 'fetch',
  image: 'ab'.repeat(32),
  deviceId: '00D09E-Gateway-SIM%2F1' as DeviceId,
  commandKey: 'M.01KDXQ5T9Q8J7Z6N5M4K3H2G1F',
  login: 'none',
} as const;

function made(from = urls, name = 'image.bin', more: object = {}) {
  const file = from.make({ ...unsigned, ...more }, name);
  if (!file.ok) throw new Error(file.why);
  return { ...file, path: file.url.slice('http://files.example.net:7558'.length) };
}

test('a path that was made here says what it was made of, and how long it works', () => {
  const { path, url, expiresAtMs, username, password } = made();
  expect(url.length).toBeLessThanOrEqual(256);
  expect(urls.read(path)).toEqual({ ...unsigned, expiresAtS: (clock.now() + 60_000) / 1_000 });
  expect([expiresAtMs, username, password]).toEqual([clock.now() + 60_000, '', '']);
});

test('no character of it can be changed but those of the name', () => {
  const { path } = made();
  const end = path.lastIndexOf('/');
  for (let at = 3; at < end; at++) {
    for (const other of ['A', 'b', '0', '-']) {
      if (path[at] === other || path[at] === '/') continue;
      expect(urls.read(path.slice(0, at) + other + path.slice(at + 1))).toBeUndefined();
    }
  }
  expect(urls.read(`${path.slice(0, end)}/other.bin`)).toBeDefined();
});

test('it is read under a key that signs no more, and not without it', () => {
  const { path } = made();
  const next = { id: 'k2', key: randomBytes(32) };
  expect(new FileUrls(new Vault([next, key]), clock, options).read(path)).toBeDefined();
  expect(new FileUrls(new Vault([next]), clock, options).read(path)).toBeUndefined();
});

test('each ticket has a password of its own, if it asks for a login', () => {
  const one = made(urls, 'i', { login: 'digest' });
  const other = made(urls, 'i', { login: 'digest', commandKey: 'M.2' });
  const ticket = urls.read(one.path);
  expect(ticket && urls.login(ticket)).toEqual({ username: one.username, password: one.password });
  expect(one.password).toHaveLength(22);
  expect(one.password).not.toBe(other.password);
  expect(one.path).not.toContain(one.password);
});

test('a name that makes it too long is left out; a device or address that does is told', () => {
  const long = { ...options, url: `http://files.example.net:7558/${'x'.repeat(40)}` };
  const room = new FileUrls(new Vault([key]), clock, long).make(unsigned, 'n'.repeat(60));
  expect(room.ok && room.url).toMatch(/\/i$/);
  const deviceId = `00D09E-${'x'.repeat(150)}` as DeviceId;
  expect(urls.make({ ...unsigned, deviceId }, 'i')).toMatchObject({ ok: false, why: expect.stringContaining('256') });
});

test('without a key or an address there is none, and it says why', () => {
  expect(new FileUrls(new Vault([]), clock, options).make(unsigned, 'i')).toMatchObject({
    ok: false,
    why: expect.stringContaining('MUSTER_SECRET_KEYS'),
  });
  const lost = new FileUrls(new Vault([key]), clock, { lifetimeMs: 60_000 });
  expect(lost.make(unsigned, 'i')).toMatchObject({ ok: false, why: expect.stringContaining('MUSTER_FIRMWARE_URL') });
  lost.listensAt('http://192.0.2.1:7558');
  expect(lost.make(unsigned, 'i')).toMatchObject({
    ok: true,
    url: expect.stringMatching(/^http:\/\/192.0.2.1:7558\/f\//),
  });
});
