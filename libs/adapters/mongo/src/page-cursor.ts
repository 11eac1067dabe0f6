import { InvalidCursor } from '#libs/domain';

/** A value of the order's field; null where the document has none. */
export type CursorValue = string | null;

/** Where a page ended: the values of the order's fields in its last document. Callers must not look inside. */
export function encodeCursor(order: string, values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/** The values of a cursor of this order with `count` fields: texts or null, never anything MongoDB reads as an operator. Throws InvalidCursor. */
export function decodeCursor(cursor: string, order: string, count: number): readonly CursorValue[] {
  const [cursorOrder, ...values] = parse(cursor);
  if (cursorOrder !== order || values.length !== count || !values.every(isCursorValue)) {
    throw new InvalidCursor('The cursor does not belong to this list.');
  }
  return values;
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string';
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
