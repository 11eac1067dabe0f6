/** The bytes in pieces, the last of which may be smaller. */
export async function* bytesOf(content: Uint8Array, pieceSize = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceSize) yield content.subarray(at, at + pieceSize);
}

/** The bytes, then an error. */
export async function* brokenAfter(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* bytesOf(content);
  throw new Error('broken');
}

export async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
