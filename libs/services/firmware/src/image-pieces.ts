import { FileGone, type Image, type ImageStore } from '#libs/domain';

/** What a reader who stopped reading holds in memory, unless others want the same. */
const PIECE_BYTES = 64 * 1024;
/** Pieces that are read when one of them is wanted: nearly always the next are, too. */
const RUN = 8;

type Piece = PromiseWithResolvers<Uint8Array>;

/**
 * Images in pieces, of which those wanted last stay in memory: the devices of a rollout fetch the same image, each at its own
 * place. What several want at the same time is read once.
 */
export class ImagePieces {
  private readonly pieces = new Map<string, Promise<Uint8Array>>();
  private readonly most: number;
  private readonly run: number;

  constructor(
    private readonly store: ImageStore,
    { cacheBytes }: { readonly cacheBytes: number },
  ) {
    this.most = Math.floor(cacheBytes / PIECE_BYTES);
    this.run = Math.max(1, Math.min(RUN, this.most));
  }

  /** As `ImageStore.read`. */
  async *read(image: Image, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const first = at - (at % PIECE_BYTES);
      const piece = await this.piece(image, first);
      yield piece.subarray(at - first, end - first);
      at = first + piece.length;
    }
  }

  private piece(image: Image, start: number): Promise<Uint8Array> {
    const piece = this.pieces.get(keyOf(image, start)) ?? this.load(image, start);
    this.keep(keyOf(image, start), piece);
    return piece;
  }

  /** The last in the map was wanted last. */
  private keep(key: string, piece: Promise<Uint8Array>): void {
    this.pieces.delete(key);
    this.pieces.set(key, piece);
    if (this.pieces.size > this.most) this.pieces.delete(this.pieces.keys().next().value ?? '');
  }

  /** Of a run, up to what is there already. */
  private load(image: Image, start: number): Promise<Uint8Array> {
    const first = Promise.withResolvers<Uint8Array>();
    const run = [first];
    let end = start + PIECE_BYTES;
    for (; run.length < this.run && end < image.size && !this.pieces.has(keyOf(image, end)); end += PIECE_BYTES) {
      run.push(Promise.withResolvers<Uint8Array>());
    }
    for (const [n, { promise }] of run.entries()) {
      const key = keyOf(image, start + n * PIECE_BYTES);
      promise.catch(() => this.pieces.get(key) === promise && this.pieces.delete(key));
      this.keep(key, promise);
    }
    const length = Math.min(end, image.size) - start;
    void fill(run, length, this.store.read(image.id, start, start + length));
    return first.promise;
  }
}

function keyOf({ id }: Image, start: number): string {
  return `${id}/${start}`;
}

/** Rejects those that are still waited for when the parts are not as long together as they should be. */
async function fill(run: readonly Piece[], length: number, parts: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    let left = length;
    let n = 0;
    for await (const piece of inPieces(parts)) {
      if (piece.length !== Math.min(PIECE_BYTES, left)) break;
      left -= piece.length;
      run[n++]?.resolve(piece);
    }
    if (left > 0) throw new FileGone('The file ends before its size.');
  } catch (error) {
    for (const { reject } of run) reject(error);
  }
}

async function* inPieces(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array();
  for await (const part of parts) {
    rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
    if (rest.length < PIECE_BYTES) continue;
    yield rest.subarray(0, PIECE_BYTES);
    rest = rest.subarray(PIECE_BYTES);
  }
  if (rest.length > 0) yield rest;
}
