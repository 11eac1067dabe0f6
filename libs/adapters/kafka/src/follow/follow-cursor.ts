import { InvalidCursor } from '#libs/domain';

const VERSION = 1;
const MAX_OFFSET = Number.MAX_SAFE_INTEGER;

/** The places of a reader as text: one number for each partition, seven bits to a byte, as base64url. */
export function encodeCursor(places: ReadonlyMap<number, number>): string {
  const bytes = [VERSION];
  for (let partition = 0; partition < places.size; partition++) pushNumber(bytes, places.get(partition) ?? 0);
  return Buffer.from(bytes).toString('base64url');
}

/** Throws InvalidCursor for what `encodeCursor` did not make for a topic of so many partitions. */
export function decodeCursor(cursor: string, partitions: number): Map<number, number> {
  const bytes = Buffer.from(cursor, 'base64url');
  const isCanonical = bytes.toString('base64url') === cursor;
  const numbers = isCanonical && bytes[0] === VERSION ? readNumbers(bytes.subarray(1), partitions) : undefined;
  if (numbers === undefined) throw new InvalidCursor('This is no cursor of the event stream.');
  return new Map(numbers.entries());
}

function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}

function readNumbers(bytes: Uint8Array, count: number): readonly number[] | undefined {
  const numbers: number[] = [];
  let value = 0;
  let unit = 1;
  for (const byte of bytes) {
    value += (byte % 128) * unit;
    if (value > MAX_OFFSET) return undefined;
    unit *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    unit = 1;
  }
  return unit === 1 && numbers.length === count ? numbers : undefined;
}
