import { itemsOf, nextRead, type Reading, readDone, readRefused, refusedObject, startReading } from './reading.ts';

const MODEL = { readBatch: 4, unreadable: [] };

function leaves(path: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${path}P${i}`);
}

function named(names: readonly string[]) {
  return names.map((name) => ({ name, writable: true }));
}

/** Reads with `canRead`, and counts how often it asks. */
function readAll(start: Reading, known: readonly string[], canRead: (paths: readonly string[]) => true | 9005 | 9004) {
  const read: string[] = [];
  let reading = start;
  let rpcs = 0;
  for (let paths = nextRead(reading); paths !== undefined; paths = nextRead(reading)) {
    if (++rpcs > 10_000) throw new Error('endless');
    const verdict = canRead(paths);
    if (verdict === true) read.push(...known.filter((name) => paths.some((path) => covers(path, name))));
    const object = refusedObject(reading);
    const below = object === undefined ? [] : known.filter((name) => name.startsWith(object));
    reading = verdict === true ? readDone(reading, 100) : readRefused(reading, verdict === 9004, below);
  }
  return { read, rpcs, reading };
}

function covers(path: string, name: string): boolean {
  return path === name || (path.endsWith('.') && name.startsWith(path));
}

describe('what is asked for', () => {
  test('is the largest objects that fit into a request', () => {
    const names = [...leaves('Device.A.', 3), ...leaves('Device.B.C.', 2), ...leaves('Device.B.D.', 3)];
    const items = itemsOf(named(['Device.', 'Device.A.', ...names]), MODEL, 'Device.');
    expect(items).toEqual([
      ['Device.A.', 3],
      ['Device.B.C.', 2],
      ['Device.B.D.', 3],
    ]);
  });

  test('is the whole tree when that is small', () => {
    expect(itemsOf(named(leaves('Device.A.', 4)), MODEL, 'Device.')).toEqual([['Device.', 4]]);
  });

  test('is never more than was listed: of the rest nothing is known', () => {
    expect(itemsOf(named(leaves('Device.A.', 3)), MODEL, 'Device.A.')).toEqual([['Device.A.', 3]]);
    expect(itemsOf(named(['Device.A.X']), MODEL, 'Device.A.X')).toEqual([['Device.A.X', 1]]);
    expect(itemsOf(named(['Device.X', 'Device.A.']), MODEL, undefined)).toEqual([['Device.X', 1]]);
  });

  test('is an object that is too large by its parameters', () => {
    expect(itemsOf(named(leaves('Device.', 5)), MODEL, 'Device.')).toEqual(
      leaves('Device.', 5).map((name) => [name, 1]),
    );
  });

  test('leaves out what the model cannot read, and everything above it as a whole', () => {
    const names = named(['Device.A.X', 'Device.A.Y', 'Device.B.X', 'Device.C.D.X']);
    const unreadable = ['Device.A.X', 'Device.C.D.', 'Device.NotThere.Z'];
    expect(itemsOf(names, { readBatch: 100, unreadable }, 'Device.')).toEqual([
      ['Device.A.Y', 1],
      ['Device.B.', 1],
    ]);
  });

  test('survives hostile names', () => {
    const names = named(['__proto__.x', 'constructor', '..', '', '.', 'Device..X', 'Device.toString.']);
    expect(itemsOf(names, MODEL, '').flat()).toEqual(expect.arrayContaining(['constructor', '__proto__.']));
  });

  test('fits into requests of the size the model takes', () => {
    const { batches } = startReading(
      [
        ['a.', 3],
        ['b.', 1],
        ['c.', 2],
        ['d.', 9],
        ['e', 1],
      ],
      4,
    );
    expect(batches.map((batch) => batch.map(([path]) => path))).toEqual([['a.', 'b.'], ['c.'], ['d.'], ['e']]);
  });
});

describe('a refusal', () => {
  test('is bisected down to the parameter that cannot be read; the rest is read', () => {
    const names = leaves('Device.X.', 64);
    const { read, rpcs, reading } = readAll(
      startReading([['Device.X.', 64]], 128),
      names,
      (paths) => paths.every((path) => !covers(path, 'Device.X.P17')) || 9005,
    );
    expect(reading.unreadable).toEqual(['Device.X.P17']);
    expect(read).toHaveLength(63);
    // The object, its pieces, and two for each halving of 64.
    expect(rpcs).toBeLessThanOrEqual(2 + 2 * 6);
  });

  test('of the first parameter of the first of many objects costs that parameter alone', () => {
    const names = ['Radio.1.', 'Radio.2.', 'SSID.1.', 'AccessPoint.1.'].flatMap((row) =>
      leaves(`Device.WiFi.${row}`, 20),
    );
    const { read, reading } = readAll(
      startReading([['Device.WiFi.', 80]], 128),
      names,
      (paths) => paths.every((path) => !covers(path, 'Device.WiFi.Radio.1.P0')) || 9005,
    );
    expect(reading.unreadable).toEqual(['Device.WiFi.Radio.1.P0']);
    expect(read).toHaveLength(79);
  });

  test('of all of a large object costs few requests', () => {
    const rows = Array.from({ length: 20 }, (_, i) => leaves(`Device.Log.${i + 1}.Entry.`, 10)).flat();
    const good = leaves('Device.Good.', 20);
    const { read, rpcs, reading } = readAll(
      startReading(
        [
          ['Device.Log.', 200],
          ['Device.Good.', 20],
        ],
        256,
      ),
      [...rows, ...good],
      (paths) => paths.every((path) => !path.startsWith('Device.Log.') && path !== 'Device.') || 9005,
    );
    expect(reading.unreadable).toEqual(['Device.Log.']);
    expect(read).toEqual(good);
    expect(rpcs).toBeLessThanOrEqual(40);
  });

  test('of one parameter does not forget another whose name goes on', () => {
    const names = ['Device.Key1', 'Device.Key'];
    const { reading } = readAll(
      startReading(
        [
          ['Device.Key1', 1],
          ['Device.Key', 1],
        ],
        8,
      ),
      names,
      () => 9005,
    );
    expect([...reading.unreadable].sort()).toEqual(['Device.Key', 'Device.Key1']);
  });

  test('of an object nothing is known of makes it unreadable', () => {
    const { reading, rpcs } = readAll(startReading([['Device.X.', 5]], 8), [], () => 9005);
    expect(reading.unreadable).toEqual(['Device.X.']);
    expect(rpcs).toBe(1);
  });

  test('when there is nothing to read changes nothing', () => {
    const reading = startReading([], 8);
    expect(readRefused(reading, true, [])).toEqual(reading);
    expect(refusedObject(reading)).toBeUndefined();
  });
});

describe('a request that is too large (case 64)', () => {
  test('makes the later ones smaller, too', () => {
    const names = leaves('Device.', 128);
    const sizes: number[] = [];
    const { read, reading } = readAll(
      startReading(
        names.map((name) => [name, 1]),
        64,
      ),
      names,
      (paths) => {
        sizes.push(paths.length);
        return paths.length <= 16 || 9004;
      },
    );
    expect(new Set(read).size).toBe(128);
    expect(reading.limit).toBe(16);
    expect(sizes.filter((size) => size > 16)).toEqual([64, 32]);
  });

  test('is never blamed on one parameter: a single one that fails leaves the size as it was', () => {
    const names = leaves('Device.', 256);
    for (const bad of ['Device.P0', 'Device.P100', 'Device.P255']) {
      const { read, rpcs, reading } = readAll(
        startReading(
          names.map((name) => [name, 1]),
          64,
        ),
        names,
        (paths) => !paths.includes(bad) || 9004,
      );
      expect(reading.unreadable).toEqual([bad]);
      expect(new Set(read).size).toBe(255);
      expect(reading.limit).toBeGreaterThanOrEqual(32);
      expect(rpcs).toBeLessThan(40);
    }
  });

  test('also a very large answer makes the next ones smaller', () => {
    const reading = readDone(
      startReading(
        [
          ['a.', 8],
          ['b', 1],
          ['c', 1],
        ],
        8,
      ),
      10 * 1024 * 1024,
    );
    expect(reading.limit).toBe(4);
    expect(readDone({ ...reading, limit: 1 }, 10 * 1024 * 1024).limit).toBe(1);
  });
});
