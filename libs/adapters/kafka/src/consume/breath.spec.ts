import { Breath } from './breath.ts';

test('a few batches in a row are followed by the next fetch at once, then each by a breath', () => {
  const breath = new Breath(0);
  const waits = Array.from({ length: 20 }, () => breath.after(1));
  expect(waits).toEqual([...new Array(16).fill(0), ...new Array(4).fill(5)]);
});

test('under a steady load there is a breath after nearly every batch', () => {
  const breath = new Breath(0);
  let now = 0;
  let breaths = 0;
  for (let batch = 0; batch < 1_000; batch++) {
    const wait = breath.after(now);
    if (wait > 0) breaths++;
    now += 2 + wait;
  }
  expect(breaths).toBeGreaterThan(300);
});

test('after a pause there is none again, however long the pause was', () => {
  const breath = new Breath(0);
  for (let batch = 0; batch < 30; batch++) breath.after(1);
  expect(breath.after(5)).toBe(5);
  expect(breath.after(15)).toBe(0);
  expect(breath.after(15)).toBe(5);
  const later = Array.from({ length: 18 }, () => breath.after(3_600_000));
  expect(later.filter((wait) => wait === 0)).toHaveLength(16);
});

test('a clock that is set back does not stop it from earning fetches again', () => {
  const breath = new Breath(10_000);
  for (let batch = 0; batch < 30; batch++) breath.after(10_000);
  expect(breath.after(500)).toBe(5);
  expect(breath.after(510)).toBe(0);
});
