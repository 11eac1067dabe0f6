import type { Image, ImageStore } from '#libs/domain';

/** What a reader who stopped reading holds in memory, unless others want the same. */
const PIECE_BYTES = 64 * 1024;

/**
 * Images in pieces, of which those wanted last stay in memory: the devices of a rollout fetch the same image, each at its own
 * place. What several want at the same time is read once.
 */
export class ImagePieces {
  private readonly pieces = new Map<string, Promise<Uint8Array>>();
  private readonly most: number;

  constructor(
    private readonly store: ImageStore,
    { cacheBytes }: { readonly cacheBytes: number },
  ) {
    this.most = Math.floor(cacheBytes / PIECE_BYTES);
  }

  /** As `ImageStore.read`. */
  async *read({ id, size }: Image, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const first = at - (at % PIECE_BYTES);
      const piece = await this.piece(id, first, Math.min(first + PIECE_BYTES, size));
      yield piece.subarray(at - first, end - first);
      at = first + piece.length;
    }
  }

  private piece(id: string, start: number, end: number): Promise<Uint8Array> {
    const key = `${id}/${start}`;
    const piece = this.pieces.get(key) ?? this.load(key, id, start, end);
    // The last in the map was wanted last.
    this.pieces.delete(key);
    this.pieces.set(key, piece);
    if (this.pieces.size > this.most) this.pieces.delete(this.pieces.keys().next().value ?? '');
    return piece;
  }

  private load(key: string, id: string, start: number, end: number): Promise<Uint8Array> {
    const piece = joined(this.store.read(id, start, end));
    piece.catch(() => {
      if (this.pieces.get(key) === piece) this.pieces.delete(key);
    });
    return piece;
  }
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  const [first] = all;
  return all.length === 1 && first !== undefined ? first : Buffer.concat(all);
}
