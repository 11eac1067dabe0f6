const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** The 32-bit hash by which Kafka's own producers choose a partition (`Utils.murmur2` of the Java client). */
export function murmur2(data: Uint8Array): number {
  const words = data.length >> 2;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let h = SEED ^ data.length;
  for (let word = 0; word < words; word++) {
    let k = Math.imul(view.getInt32(word * 4, true), M);
    k = Math.imul(k ^ (k >>> R), M);
    h = Math.imul(h, M) ^ k;
  }
  if (data.length % 4 > 0) h = Math.imul(h ^ lastBytes(data, words * 4), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

/** The partition of a key, the same one that the Java client, librdkafka (`murmur2`) and kafkajs choose. */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

function lastBytes(data: Uint8Array, from: number): number {
  let bytes = 0;
  for (let index = data.length - 1; index >= from; index--) bytes = (bytes << 8) | (data[index] ?? 0);
  return bytes;
}
