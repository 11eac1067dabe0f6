import { ReportedChunk } from './reported-chunk.ts';

const T1 = '2026-01-01T00:00:01.000Z';
const T2 = '2026-01-01T00:00:02.000Z';
const NAME = 'Device.A.';

function again(chunk: ReportedChunk): ReportedChunk {
  return new ReportedChunk(chunk.name, chunk.serialize());
}

describe('a chunk of reported parameters', () => {
  test('is read back as it was written, in path order', () => {
    const chunk = new ReportedChunk(NAME);
    chunk.mergeValue({ name: 'Device.A.10.X', value: 'ten', type: 'string' }, T1);
    chunk.mergeValue({ name: 'Device.A.2.X', value: '\ud800"\\\u0000', type: 'unsignedInt' }, T2);
    chunk.mergeName({ name: 'Device.A.__proto__', writable: true });
    chunk.mergeName({ name: 'Device.A.', writable: false });
    const expected = [
      { path: 'Device.A.', writable: false },
      { path: 'Device.A.2.X', value: '\ud800"\\\u0000', type: 'unsignedInt', readAt: T2 },
      { path: 'Device.A.10.X', value: 'ten', type: 'string', readAt: T1 },
      { path: 'Device.A.__proto__', writable: true },
    ];
    expect(again(chunk).inOrder()).toEqual(expected);
    expect(again(again(chunk)).inOrder()).toEqual(expected);
    expect(chunk.count()).toEqual({ parameters: 3, objects: 1 });
  });

  test('is changed by news only: another value, type, time or flag', () => {
    const value = { name: 'Device.A.X', value: '1', type: 'string' } as const;
    const chunk = new ReportedChunk(NAME);
    chunk.mergeValue(value, T1);
    chunk.mergeName({ name: value.name, writable: true });
    const same = again(chunk);
    expect(same.mergeValue(value, T1)).toBeUndefined();
    same.mergeName({ name: value.name, writable: true });
    same.retain(() => true);
    expect(same.changed).toBe(false);
    const later = again(chunk);
    expect(later.mergeValue(value, T2)).toBeUndefined();
    expect(later.changed).toBe(true);
    const retyped = again(chunk);
    expect(retyped.mergeValue({ ...value, type: 'boolean' }, T1)).toBeUndefined();
    expect(retyped.get(value.name)).toMatchObject({ type: 'boolean', writable: true });
  });

  test('keeps no words that nothing uses any more', () => {
    const value = { name: 'Device.A.X', value: '1', type: 'string' } as const;
    const chunk = new ReportedChunk(NAME);
    chunk.mergeValue(value, T1);
    const later = again(chunk);
    later.mergeValue(value, T2);
    expect(later.serialize().join()).not.toContain(T1);
  });

  test('that is too large for a document has several parts, each of which fits', () => {
    const chunk = new ReportedChunk(NAME);
    const values = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(100_000, '€'));
    values.push('x'.repeat(1 << 20));
    for (const [index, value] of values.entries()) {
      chunk.mergeValue({ name: `Device.A.${index}`, value, type: 'string' }, T1);
    }
    const parts = chunk.serialize();
    expect(parts.length).toBeGreaterThanOrEqual(5);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(4 << 20);
    expect(
      again(chunk)
        .inOrder()
        .map(({ value }) => value),
    ).toEqual(values);
  });

  test('that is empty has no parts', () => {
    const chunk = new ReportedChunk(NAME);
    chunk.mergeName({ name: 'Device.A.X', writable: true });
    chunk.retain(() => false);
    expect(chunk.size).toBe(0);
    expect(chunk.serialize()).toEqual([]);
  });
});
