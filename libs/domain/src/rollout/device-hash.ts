/** 32 bits of a text, evenly spread: FNV-1a and the finalizer of MurmurHash3. The same in every process, for ever. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same as a part of 1: at least 0, less than 1. */
export function hashShare(text: string): number {
  return hash32(text) / 2 ** 32;
}
