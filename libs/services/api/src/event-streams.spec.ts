import { type AnyNewEvent, InvalidCursor } from '#libs/domain';
import { type Adapters, openAdapters } from '#libs/platform';
import { ManualClock } from '#libs/testing/port-contracts';
import { EventStreams, type Sink } from './event-streams.ts';
import { aDevice } from './testing/a-device.ts';

const deviceId = aDevice('Z1').id;
const clock = new ManualClock();
let adapters: Adapters;
beforeEach(async () => {
  adapters = await openAdapters({ dataDir: ':memory:', clock });
});
afterEach(() => adapters.close());

function booted(id: string): AnyNewEvent {
  const time = '2026-01-01T00:00:00.000Z';
  return { id, type: 'device.booted', deviceId, time, data: { sessionId: 's', commandKeys: [] } };
}

/** A socket that holds `room` writes, then is full until it is drained. */
class SmallSocket implements Sink {
  readonly written: string[] = [];
  readonly #left = new AbortController();
  readonly gone = this.#left.signal;
  #room: number;
  #drain = Promise.withResolvers<void>();
  #grown = Promise.withResolvers<void>();

  constructor(room: number) {
    this.#room = room;
  }

  write(text: string): boolean {
    this.written.push(text);
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
    return --this.#room > 0;
  }

  drained(): Promise<void> {
    return this.#drain.promise;
  }

  drain(room: number): void {
    this.#room = room;
    this.#drain.resolve();
    this.#drain = Promise.withResolvers();
  }

  async holds(count: number): Promise<void> {
    while (this.written.length < count) await this.#grown.promise;
  }

  leave(): void {
    this.#left.abort();
    this.#drain.resolve();
  }
}

test('nothing is read for a socket that is full, and all comes when it is drained', async () => {
  const streams = new EventStreams(adapters.eventBus, clock, 1);
  const socket = new SmallSocket(2);
  const poured = streams.open({})?.pour(socket);
  await adapters.eventBus.publish([booted('a'), booted('b'), booted('c')]);
  await socket.holds(2);
  clock.advance(60_000);
  expect(socket.written).toHaveLength(2);
  socket.drain(10);
  await socket.holds(4);
  expect(socket.written.slice(1).map((text) => /"id":"(.)"/.exec(text)?.[1])).toEqual(['a', 'b', 'c']);
  socket.leave();
  await poured;
});

test('a quiet stream is kept alive, and its reader is told how far it has come', async () => {
  const streams = new EventStreams(adapters.eventBus, clock, 1);
  const socket = new SmallSocket(100);
  const poured = streams.open({ types: ['command.queued'], after: '0' })?.pour(socket);
  expect(socket.written).toEqual(['retry: 3000\n\n']);
  clock.advance(15_000);
  expect(socket.written.at(-1)).toBe('id: 0\n: still here\n\n');
  clock.advance(14_999);
  expect(socket.written).toHaveLength(2);
  clock.advance(1);
  expect(socket.written).toHaveLength(3);
  socket.leave();
  await poured;
});

test('a stream that has ended leaves no timer behind and makes room for another', async () => {
  const pending = clock.pending;
  const streams = new EventStreams(adapters.eventBus, clock, 1);
  const socket = new SmallSocket(100);
  const poured = streams.open({})?.pour(socket);
  expect(streams.open({})).toBeUndefined();
  socket.leave();
  await poured;
  expect(clock.pending).toBe(pending);
  expect(streams.open({})).toBeDefined();
});

test('a cursor that was never given out is refused and takes no room', () => {
  const streams = new EventStreams(adapters.eventBus, clock, 1);
  expect(() => streams.open({ after: 'never' })).toThrow(InvalidCursor);
  expect(streams.open({})).toBeDefined();
});

test('closing ends the streams that are open and opens no other', async () => {
  const streams = new EventStreams(adapters.eventBus, clock, 2);
  const poured = streams.open({})?.pour(new SmallSocket(100));
  streams.close();
  await poured;
  expect(streams.open({})).toBeUndefined();
});
