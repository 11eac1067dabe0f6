import kafkajs from 'kafkajs';
import { murmur2, partitionOf } from './murmur2.ts';

describe('murmur2', () => {
  // From the tests of the Java client (UtilsTest.testMurmur2).
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });

  test('chooses the partition that other clients choose', () => {
    const choose = kafkajs.Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 96 }, (_, partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 1,
      replicas: [1],
      isr: [1],
    }));
    const keys = Array.from({ length: 500 }, (_, index) => `00A0B1-Router-${'x'.repeat(index % 7)}${index}-ü`);
    for (const key of keys) {
      const theirs = choose({ topic: 't', partitionMetadata, message: { key, value: null } });
      expect(partitionOf(Buffer.from(key), 96)).toBe(theirs);
    }
  });
});
