import { BusOverloaded, BusUnavailable, type EventRecord, InvalidCursor, timestamp } from '#libs/domain';
import { anEvent, eventBusContract, eventually, Inbox, ManualClock } from '#libs/testing/port-contracts';
import { IN_MEMORY } from './data-folder.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { type EventBusOptions, SqliteEventBus } from './sqlite-event-bus.ts';
import { embeddedPort } from './testing/embedded-port.ts';

eventBusContract('SQLite', () => embeddedPort((adapters) => adapters.eventBus));

describe('SqliteEventBus', () => {
  let db: SqliteDatabase;
  let clock: ManualClock;
  let bus: SqliteEventBus;

  const open = (options?: EventBusOptions) => {
    bus = new SqliteEventBus(db, clock, options);
    return bus;
  };
  const kept = () => Number(db.prepare('SELECT count(*) AS count FROM events').get()?.count);
  /** An event of now. */
  const fresh = () => anEvent({ time: timestamp(clock.now()) });

  beforeEach(() => {
    db = SqliteDatabase.open(IN_MEMORY);
    clock = new ManualClock();
  });
  afterEach(async () => {
    await bus.close();
    db.close();
  });

  test('refuses more than may wait for one commit, and takes events again after it', async () => {
    open({ maxPending: 10 });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => bus.publish([anEvent()])));
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toHaveLength(2);
    expect(refused[0]).toBeInstanceOf(BusOverloaded);
    await bus.publish([anEvent()]);
    expect(kept()).toBe(11);
  });

  test('events that could not be committed are refused and reach nobody', async () => {
    open();
    const arrived = new Inbox<EventRecord>();
    bus.subscribe('group', async (event) => arrived.add(event));
    db.prepare('CREATE TABLE parent (x INTEGER PRIMARY KEY) STRICT').run();
    db.prepare('CREATE TABLE child (x INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED) STRICT').run();
    db.prepare('PRAGMA foreign_keys = ON').run();
    const lost = bus.publish([anEvent()]);
    const breaking = db.write(() => db.statement('INSERT INTO child VALUES (1)').run());
    await expect(breaking).rejects.toThrow();
    await expect(lost).rejects.toThrow(BusUnavailable);
    const event = anEvent();
    await bus.publish([event]);
    expect((await arrived.atLeast(1)).map(({ id }) => id)).toEqual([event.id]);
    await eventually('nothing is left', async () => (await bus.lag('group')) === 0);
  });

  test('events older than the window are deleted once every group is done with them, but never the newest', async () => {
    open({ retentionMs: 3_600_000 });
    const done = new Inbox<EventRecord>();
    const gate = Promise.withResolvers<void>();
    bus.subscribe('quick', async (event) => done.add(event));
    bus.subscribe('slow', () => gate.promise);
    for (let index = 0; index < 5; index++) await bus.publish([fresh()]);
    await done.atLeast(5);
    clock.advance(2 * 3_600_000);
    await bus.publish([fresh()]);
    // The first look was when nothing was old yet; this is the next.
    clock.advance(60_000);
    expect(kept()).toBe(6);
    gate.resolve();
    await eventually('the slow group is done', async () => (await bus.lag('slow')) === 0);
    clock.advance(60_000);
    await eventually('the old ones are gone', () => kept() === 1);
    clock.advance(24 * 3_600_000);
    expect(await bus.publish([fresh()])).toBe(7);
  });

  test('a follower whose cursor fell out of the window goes on with the oldest event', async () => {
    open({ retentionMs: 1_000 });
    for (let index = 0; index < 3; index++) await bus.publish([fresh()]);
    clock.advance(60_000);
    await eventually('the old ones are gone', () => kept() === 1);
    const stop = new AbortController();
    for await (const { event, cursor } of bus.follow({ after: '1', signal: stop.signal })) {
      expect([event.position, cursor]).toEqual([3, '3']);
      stop.abort();
    }
  });

  test('a cursor that is none is refused, one of another log starts at the oldest', async () => {
    open();
    const { signal } = new AbortController();
    for (const after of ['', 'x', '-1', '1.5', '9'.repeat(40), '__proto__']) {
      expect(() => bus.follow({ after, signal })).toThrow(InvalidCursor);
    }
    const event = anEvent();
    await bus.publish([event]);
    const reading = bus.follow({ after: '1000000', signal })[Symbol.asyncIterator]();
    expect((await reading.next()).value.event.id).toBe(event.id);
  });

  test('one group has one subscription', () => {
    open().subscribe('group', async () => undefined);
    expect(() => bus.subscribe('group', async () => undefined)).toThrow(/subscribed already/);
  });

  test('a closed bus takes nothing', async () => {
    await open().close();
    await expect(bus.publish([anEvent()])).rejects.toThrow(BusUnavailable);
    expect(() => bus.subscribe('group', async () => undefined)).toThrow(BusUnavailable);
  });
});
