import { deviceTag } from '#libs/domain';
import { aDeviceId } from '#libs/testing/port-contracts';
import { hashSlot, SLOTS } from './hash-slot.ts';
import { KeySpace } from './key-space.ts';

/** The part of a key that decides its slot. */
function tagOf(key: string): string {
  return /\{([^}]+)\}/.exec(key)?.[1] ?? key;
}

test.each([
  ['123456789', 0x31c3],
  ['foo', 12_182],
  ['', 0],
])('the slot of %j is %i (Redis Cluster specification, appendix A)', (tag, slot) => {
  expect(hashSlot(tag)).toBe(slot);
});

test('the shards lie evenly over the slots, one in each sixty-fourth', () => {
  const slots = new KeySpace('p:').shards.map(({ open }) => hashSlot(tagOf(open)));
  const ranges = slots.map((slot) => Math.floor(slot / (SLOTS / 64)));
  expect(ranges).toEqual(Array.from({ length: 64 }, (_, index) => index));
});

test('all keys of a device have one hash tag, and its session id leads to the same', () => {
  const keys = new KeySpace('p:');
  for (let i = 0; i < 200; i++) {
    const deviceId = aDeviceId();
    const { state, marks, nonces, shard } = keys.ofDevice(deviceId);
    const tags = [state, marks, nonces, ...Object.values(shard)].map(tagOf);
    expect(new Set(tags).size).toBe(1);
    expect(keys.ofTag(deviceTag(deviceId))).toEqual({ state, marks, nonces, shard });
  }
});

test('keys of two prefixes never meet, and a prefix can not take the hash tag', () => {
  const deviceId = aDeviceId();
  expect(new KeySpace('a:').ofDevice(deviceId).marks).not.toBe(new KeySpace('b:').ofDevice(deviceId).marks);
  expect(() => new KeySpace('a{b}:')).toThrow('prefix');
});
