import { Gather, type Outcome } from './gather.ts';

/** Answers each batch when it is told to. */
function held() {
  const batches: { readonly items: readonly number[]; readonly finish: () => void }[] = [];
  const doAll = (items: readonly number[]): Promise<readonly Outcome<number>[]> =>
    new Promise((resolve, reject) => {
      const finish = () => {
        if (items.includes(13)) reject(new Error('13'));
        else resolve(items.map((item) => (item < 0 ? { error: new Error(String(item)) } : { result: item * 10 })));
      };
      batches.push({ items, finish });
    });
  return { batches, doAll };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what comes in one turn goes together, what comes later with the next batch', async () => {
  const { batches, doAll } = held();
  const gather = new Gather(doAll, () => true);
  const first = [gather.run(1), gather.run(2)];
  await turn();
  const later = [gather.run(3), gather.run(4)];
  await turn();
  expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
  batches[0]?.finish();
  expect(await Promise.all(first)).toEqual([10, 20]);
  batches[1]?.finish();
  expect(await Promise.all(later)).toEqual([30, 40]);
  expect(batches).toHaveLength(2);
});

test('an item that failed fails alone', async () => {
  const gather = new Gather(
    async (items: readonly number[]) => {
      return items.map((item) => (item < 0 ? { error: new Error(String(item)) } : { result: item }));
    },
    () => true,
  );
  const results = await Promise.allSettled([gather.run(1), gather.run(-2), gather.run(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a batch that one item spoils is done item by item, unless all would meet the same', async () => {
  const doAll = async (items: readonly number[]) => {
    if (items.includes(13)) throw new Error('13');
    return items.map((result) => ({ result }));
  };
  const statuses = async (isForAll: boolean) => {
    const gather = new Gather(doAll, () => isForAll);
    const all = await Promise.allSettled([gather.run(1), gather.run(13), gather.run(2)]);
    return all.map(({ status }) => status);
  };
  expect(await statuses(false)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await statuses(true)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('a batch has a limit, and one that is beyond it alone goes alone', async () => {
  const sizes: number[][] = [];
  const doAll = async (items: readonly number[]) => {
    sizes.push([...items]);
    return items.map((result) => ({ result }));
  };
  const gather = new Gather(
    doAll,
    () => true,
    (weight) => weight,
  );
  await Promise.all([200, 100, 1_000, 1].map((weight) => gather.run(weight)));
  expect(sizes).toEqual([[200], [100], [1_000], [1]]);
});
