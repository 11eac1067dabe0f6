/** Which bytes of a file are asked for; `end` is the first that is not. */
export type WantedBytes =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'none' };

const ONE_RANGE = /^bytes *= *(?:(\d{1,15}) *- *(\d{1,15})?|- *(\d{1,15}))$/i;

/**
 * What a Range asks for (RFC 9110 §14.2). A header that can't be read asks for nothing special, and neither does one with several
 * ranges: a server may answer both with the whole file.
 */
export function wantedBytes(header: string | undefined, size: number): WantedBytes {
  const [whole, first, last, suffix] = ONE_RANGE.exec(header?.trim() ?? '') ?? [];
  if (whole === undefined) return { kind: 'all' };
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0 ? { kind: 'none' } : { kind: 'part', start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === undefined ? size : Number(last) + 1;
  if (end <= start && last !== undefined) return { kind: 'all' };
  return start >= size ? { kind: 'none' } : { kind: 'part', start, end: Math.min(end, size) };
}
