import { createHash } from 'node:crypto';

/** A server that has the image. */
export interface FileTarget {
  readonly name: string;
  readonly port: number;
  /** What serves it, and what that needs, by name; the first is the server. */
  readonly pids: Readonly<Record<string, number>>;
  /** What so many clients ask for, each for itself. */
  paths(clients: number): readonly string[];
  /** Heap in use, where the server tells. */
  heapBytes?(): Promise<number>;
  stop(): Promise<void>;
}

/** Throws unless the server gives out just this image, as a whole and in part. */
export async function requireImage({ name, port, paths }: FileTarget, image: Buffer): Promise<void> {
  const url = `http://127.0.0.1:${port}${paths(1)[0]}`;
  const whole = await (await fetch(url)).bytes();
  const part = await (await fetch(url, { headers: { range: 'bytes=1000-1999' } })).bytes();
  const isSame = digest(whole) === digest(image) && Buffer.compare(part, image.subarray(1_000, 2_000)) === 0;
  if (!isSame) throw new Error(`${name} gives out something else than the image.`);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
