import fc from 'fast-check';
import { InvalidCursor } from '#libs/domain';
import { decodeCursor, encodeCursor } from './follow-cursor.ts';

test('a cursor keeps the place in each partition', () => {
  const offset = fc.oneof(fc.nat(), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1, maxLength: 96 }), (offsets) => {
      const places = new Map(offsets.entries());
      expect(decodeCursor(encodeCursor(places), offsets.length)).toEqual(places);
    }),
  );
});

test('what is no cursor is refused, whatever it is', () => {
  const good = encodeCursor(new Map([5, 700, 3].entries()));
  for (const cursor of ['', 'x', '1', '-1', '__proto__', `${good}A`, good.slice(1), `${good}=`, '9'.repeat(400)]) {
    expect(() => decodeCursor(cursor, 3)).toThrow(InvalidCursor);
  }
  expect(() => decodeCursor(good, 4)).toThrow(InvalidCursor);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        expect(decodeCursor(text, 3).size).toBe(3);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidCursor);
      }
    }),
  );
});
