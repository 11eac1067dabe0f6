import type { EventBus, FollowedEvent } from '#libs/domain';
import type { MakeAdapter } from '../adapter.ts';
import { aDeviceId, anEvent } from '../fixtures.ts';
import { idsOf, reopened, withBus } from './bus-under-test.ts';

export function eventBusFollow(make: MakeAdapter<EventBus>): void {
  test(
    'following starts now and gets what is published from then on, in order',
    withBus(make, async (bus) => {
      const deviceId = aDeviceId();
      await bus.publish([anEvent({ deviceId })]);
      const stop = new AbortController();
      const reading = read(bus.follow({ signal: stop.signal }), 600);
      const events = Array.from({ length: 600 }, () => anEvent({ deviceId }));
      for (const event of events) await bus.publish([event]);
      expect(idsOf((await reading).map(({ event }) => event))).toEqual(idsOf(events));
      stop.abort();
    }),
  );

  test(
    'a reader goes on after its cursor, also after a restart',
    withBus(make, async (bus, adapter) => {
      const deviceId = aDeviceId();
      const stop = new AbortController();
      const reading = read(bus.follow({ signal: stop.signal }), 2);
      const events = Array.from({ length: 5 }, () => anEvent({ deviceId }));
      await bus.publish(events);
      const cursor = (await reading).at(-1)?.cursor ?? '';
      const rest = await read(bus.follow({ after: cursor, signal: stop.signal }), 3);
      expect(idsOf(rest.map(({ event }) => event))).toEqual(idsOf(events.slice(2)));
      const again = await reopened(adapter);
      const later = anEvent({ deviceId });
      await again.publish([later]);
      const all = await read(again.follow({ after: cursor, signal: stop.signal }), 4);
      expect(idsOf(all.map(({ event }) => event))).toEqual([...idsOf(events.slice(2)), later.id]);
    }),
  );

  test(
    'following ends when the reader aborts, waiting or not',
    withBus(make, async (bus) => {
      const waiting = new AbortController();
      const ended = read(bus.follow({ signal: waiting.signal }), Number.POSITIVE_INFINITY);
      waiting.abort();
      expect(await ended).toEqual([]);
      expect(await read(bus.follow({ signal: AbortSignal.abort() }), 1)).toEqual([]);
      const reading = new AbortController();
      const seen: string[] = [];
      const following = bus.follow({ signal: reading.signal });
      await bus.publish([anEvent(), anEvent(), anEvent()].map((event) => ({ ...event, deviceId: aDeviceId('one') })));
      for await (const { event } of following) {
        seen.push(event.id);
        reading.abort();
      }
      expect(seen).toHaveLength(1);
    }),
  );

  test(
    'a reader that is slow misses nothing and holds up nobody',
    withBus(make, async (bus) => {
      const stop = new AbortController();
      const slow = bus.follow({ signal: stop.signal })[Symbol.asyncIterator]();
      const fast = read(bus.follow({ signal: stop.signal }), 2_000);
      await Promise.all(Array.from({ length: 2_000 }, () => bus.publish([anEvent()])));
      const expected = new Set(idsOf((await fast).map(({ event }) => event)));
      const seen = new Set<string>();
      while (seen.size < 2_000) seen.add((await slow.next()).value.event.id);
      expect(seen).toEqual(expected);
      stop.abort();
    }),
  );
}

/** Reads so many, or to the end. */
async function read(events: AsyncIterable<FollowedEvent>, count: number): Promise<readonly FollowedEvent[]> {
  const seen: FollowedEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (seen.length >= count) break;
  }
  return seen;
}
