import { InvalidCursor } from '#libs/domain';

/** Where a page ended: the values of the order's columns in its last row. Callers must not look inside. */
export function encodeCursor(order: string, values: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/** The values of a cursor of this order with `count` columns. Throws InvalidCursor. */
export function decodeCursor(cursor: string, order: string, count: number): readonly string[] {
  const [cursorOrder, ...values] = parse(cursor);
  if (cursorOrder !== order || values.length !== count || !values.every((value) => typeof value === 'string')) {
    throw new InvalidCursor('The cursor does not belong to this list.');
  }
  return values;
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw new InvalidCursor('This is no cursor.');
}
