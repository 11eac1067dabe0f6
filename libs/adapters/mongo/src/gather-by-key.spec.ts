import { GatherByKey } from './gather-by-key.ts';

test('what is asked of a key meanwhile goes together, other keys go on', async () => {
  const batches: (readonly string[])[] = [];
  const held = Promise.withResolvers<void>();
  const gather = new GatherByKey<string, string>(
    async (items) => {
      batches.push(items);
      if (items.includes('a1')) await held.promise;
      return items.map((item) => ({ result: item.toUpperCase() }));
    },
    () => true,
  );
  const first = gather.run('a', 'a1');
  expect(await gather.run('b', 'b1')).toBe('B1');
  const later = [gather.run('a', 'a2'), gather.run('a', 'a3')];
  expect(await gather.run('b', 'b2')).toBe('B2');
  held.resolve();
  expect(await Promise.all([first, ...later])).toEqual(['A1', 'A2', 'A3']);
  expect(batches).toEqual([['a1'], ['b1'], ['b2'], ['a2', 'a3']]);
});

test('who fails does not keep the next of its key from being done', async () => {
  const gather = new GatherByKey<number, number>(
    async (items) => items.map((item) => (item < 0 ? { error: new Error('Negative.') } : { result: item })),
    () => true,
  );
  await expect(gather.run('a', -1)).rejects.toThrow('Negative.');
  expect(await gather.run('a', 1)).toBe(1);
});
