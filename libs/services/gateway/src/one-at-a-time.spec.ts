import { OneAtATime } from './one-at-a-time.ts';

/** Work that ends when it is told to, and notes when it began. */
function job(name: string, begun: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  return {
    end: () => resolve(name),
    fail: () => reject(new Error(name)),
    work: () => {
      begun.push(name);
      return promise;
    },
  };
}

test('turns of one key run one after another, in their order', async () => {
  const begun: string[] = [];
  const [a, b, c] = [job('a', begun), job('b', begun), job('c', begun)];
  const turns = new OneAtATime(4);
  const results = [a, b, c].map(({ work }) => turns.run('key', work));
  expect(begun).toEqual(['a']);
  b.end();
  a.end();
  expect(await results[0]).toBe('a');
  expect(await results[1]).toBe('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  c.end();
  expect(await results[2]).toBe('c');
});

test('keys do not wait for each other', () => {
  const begun: string[] = [];
  const turns = new OneAtATime(4);
  turns.run('one', job('a', begun).work);
  turns.run('other', job('b', begun).work);
  expect(begun).toEqual(['a', 'b']);
});

test('a turn that fails holds nobody up, and fails only for who asked', async () => {
  const begun: string[] = [];
  const [a, b] = [job('a', begun), job('b', begun)];
  const turns = new OneAtATime(4);
  const first = turns.run('key', a.work);
  const second = turns.run('key', b.work);
  a.fail();
  b.end();
  await expect(first).rejects.toThrow('a');
  expect(await second).toBe('b');
});

test('more than may wait are turned away, without having begun', async () => {
  const begun: string[] = [];
  const jobs = ['a', 'b', 'c', 'd'].map((name) => job(name, begun));
  const turns = new OneAtATime(2);
  const results = jobs.map(({ work }) => turns.run('key', work));
  // One runs, two wait.
  expect(results.map((result) => result === undefined)).toEqual([false, false, false, true]);
  for (const { end } of jobs) end();
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', undefined]);
  expect(begun).toEqual(['a', 'b', 'c']);
  // There is room again.
  const late = job('e', begun);
  late.end();
  expect(await turns.run('key', late.work)).toBe('e');
});
