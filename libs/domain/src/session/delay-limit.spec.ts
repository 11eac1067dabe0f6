import { nextLimit } from './delay-limit.ts';

const policy = { targetMs: 1_000, least: 8, most: 1_000 };

/** The limit after many passages that are all alike. */
function afterMany(limit: number, place: number, tookMs: number): number {
  let current = limit;
  for (let n = 0; n < 200; n++) current = nextLimit(current, { place, tookMs }, policy);
  return Math.round(current);
}

describe('the limit of a line', () => {
  test('is what gets through within the target', () => {
    expect(afterMany(250, 250, 2_500)).toBe(100);
    expect(afterMany(250, 250, 500)).toBe(500);
  });

  test('stays as it is when a passage takes just the target', () => {
    expect(nextLimit(250, { place: 250, tookMs: 1_000 }, policy)).toBe(250);
  });

  test('is not moved by a short line that is quick', () => {
    expect(nextLimit(250, { place: 3, tookMs: 5 }, policy)).toBe(250);
  });

  test('falls when even a short line is slow, but hardly after one passage', () => {
    expect(nextLimit(250, { place: 3, tookMs: 3_000 }, policy)).toBeGreaterThan(230);
    expect(afterMany(250, 3, 3_000)).toBe(8);
  });

  test('stays between the least and the most', () => {
    expect(afterMany(250, 1, 60_000)).toBe(8);
    expect(afterMany(250, 900, 0)).toBe(1_000);
  });
});
