import type { DeviceId } from '#libs/domain';
import { sessionCookie, sessionIdsIn } from './cookie.ts';
import { newSessionId } from './session-id.ts';

const DEVICE = '00A0B1-Router-1' as DeviceId;

describe('a session id', () => {
  test('is one that comes back in a cookie', () => {
    const id = newSessionId(DEVICE);
    expect(sessionIdsIn(sessionCookie(id, true))).toEqual([id]);
  });

  test('never comes twice, however often the generator had to be asked', () => {
    const ids = Array.from({ length: 2_000 }, () => newSessionId(DEVICE));
    expect(new Set(ids).size).toBe(2_000);
  });

  test('has every bit in play', () => {
    const ids = Array.from({ length: 512 }, () => Buffer.from(newSessionId(DEVICE).slice(0, 22), 'base64url'));
    for (let byte = 0; byte < 16; byte++) {
      let ones = 0;
      let zeros = 0;
      for (const id of ids) {
        ones |= id[byte] ?? 0;
        zeros |= ~(id[byte] ?? 0) & 0xff;
      }
      expect([ones, zeros]).toEqual([0xff, 0xff]);
    }
  });
});
