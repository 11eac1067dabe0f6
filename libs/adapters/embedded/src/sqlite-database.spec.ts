import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '#libs/domain';
import { DataFolderUnusable, IN_MEMORY } from './data-folder.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('group commit', () => {
  let db: SqliteDatabase;

  beforeEach(() => {
    db = SqliteDatabase.open(IN_MEMORY);
    db.prepare('CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT').run();
  });
  afterEach(() => db.close());

  const insert = (x: number) => db.statement('INSERT INTO t VALUES (?)').run(x);
  const stored = () =>
    db
      .statement('SELECT x FROM t ORDER BY x')
      .all()
      .map(({ x }) => x);

  test('writes of one turn share one commit', async () => {
    const before = db.batchNumber;
    await Promise.all(Array.from({ length: 500 }, (_, x) => db.write(() => insert(x))));
    expect(db.batchNumber - before).toBe(1);
    expect(stored()).toHaveLength(500);
  });

  test('a commit takes a thousand writes at most', async () => {
    const before = db.batchNumber;
    await Promise.all(Array.from({ length: 2_500 }, (_, x) => db.write(() => insert(x))));
    expect(db.batchNumber - before).toBe(3);
    expect(stored()).toHaveLength(2_500);
  });

  test('a write resolves with its result once it is committed, and reads see it before', async () => {
    let resolved = false;
    const written = db
      .write(() => insert(7).changes)
      .then((changes) => {
        resolved = true;
        return changes;
      });
    expect([stored(), resolved]).toEqual([[7], false]);
    expect(await written).toBe(1);
  });

  test('a write that fails takes no other along', async () => {
    const results = await Promise.allSettled([1, 1, 2].map((x) => db.write(() => insert(x))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(stored()).toEqual([1, 2]);
  });

  test('of several statements all are undone when one fails', async () => {
    const failing = db.writeAll(() => {
      insert(1);
      insert(2);
      throw new RangeError('Changed my mind.');
    });
    const other = db.writeAll(() => insert(3).changes);
    await expect(failing).rejects.toThrow(RangeError);
    expect(await other).toBe(1);
    expect(stored()).toEqual([3]);
  });

  test('a commit that fails rejects every write in it, and the next works', async () => {
    db.prepare('CREATE TABLE child (x INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED) STRICT').run();
    db.prepare('PRAGMA foreign_keys = ON').run();
    const results = await Promise.allSettled([
      db.write(() => insert(1)),
      db.write(() => db.statement('INSERT INTO child VALUES (99)').run()),
      db.writeAll(() => insert(2)),
    ]);
    for (const result of results) {
      expect(result.status === 'rejected' && result.reason).toBeInstanceOf(StoreUnavailable);
    }
    expect(stored()).toEqual([]);
    await db.write(() => insert(3));
    expect(stored()).toEqual([3]);
  });

  test('a full disk rejects what does not fit, and the next works', async () => {
    const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
    db.prepare('CREATE TABLE big (x BLOB) STRICT').run();
    db.prepare(`PRAGMA max_page_count = ${pages + 20}`).get();
    const blob = new Uint8Array(1_000_000);
    const small = db.write(() => insert(1));
    const big = db.writeAll(() => db.statement('INSERT INTO big VALUES (?)').run(blob));
    await expect(big).rejects.toThrow(StoreUnavailable);
    // Whether SQLite could undo the one statement or had to undo all: nobody was told a lie.
    const kept = await small.then(
      () => [1],
      () => [],
    );
    expect(stored()).toEqual(kept);
    await db.write(() => insert(5));
    expect(stored()).toEqual([...kept, 5]);
  });

  test('closing commits what is open', async () => {
    const folder = temporaryFolder();
    const first = SqliteDatabase.open(folder.path);
    first.prepare('CREATE TABLE t (x INTEGER) STRICT').run();
    const written = first.write(() => first.statement('INSERT INTO t VALUES (1)').run());
    first.close();
    await written;
    await expect(first.write(() => 1)).rejects.toThrow(StoreUnavailable);
    expect(() => first.statement('SELECT 1')).toThrow(StoreUnavailable);
    const second = SqliteDatabase.open(folder.path);
    expect(second.prepare('SELECT x FROM t').all()).toHaveLength(1);
    second.close();
    folder.remove();
  });
});

describe('the data folder', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const inside = (name: string) => {
    const path = join(folder.path, name);
    mkdirSync(path);
    return path;
  };

  test('is created, for its owner only', () => {
    const path = join(folder.path, 'new', 'folder');
    SqliteDatabase.open(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'muster.db')).mode & 0o777).toBe(0o600);
  });

  test('is refused while another muster has it, and free afterwards', () => {
    const path = inside('shared');
    const first = SqliteDatabase.open(path);
    expect(() => SqliteDatabase.open(path)).toThrow(/in use by another muster/);
    first.close();
    SqliteDatabase.open(path).close();
  });

  test('can be read by others meanwhile, for a backup', () => {
    const path = inside('backup');
    const db = SqliteDatabase.open(path);
    const reader = new DatabaseSync(join(path, 'muster.db'), { readOnly: true });
    expect(reader.prepare('SELECT count(*) AS count FROM events').get()?.count).toBe(0);
    reader.close();
    db.close();
  });

  test('that is a file, is damaged or comes from a newer version is refused with the reason', () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    expect(() => SqliteDatabase.open(file)).toThrow(DataFolderUnusable);
    const damaged = inside('damaged');
    writeFileSync(join(damaged, 'muster.db'), 'This is no database. '.repeat(1_000));
    expect(() => SqliteDatabase.open(damaged)).toThrow(/is damaged/);
    const newer = inside('newer');
    const db = SqliteDatabase.open(newer);
    db.prepare('PRAGMA user_version = 99').run();
    db.close();
    expect(() => SqliteDatabase.open(newer)).toThrow(/written by a newer version/);
    // A refusal leaves no lock behind.
    expect(() => SqliteDatabase.open(newer)).toThrow(/written by a newer version/);
  });
});
