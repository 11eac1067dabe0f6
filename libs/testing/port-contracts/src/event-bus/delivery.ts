import { type EventBus, type EventRecord, eventSubject, StoreUnavailable } from '#libs/domain';
import type { MakeAdapter } from '../adapter.ts';
import { eventually } from '../eventually.ts';
import { aDeviceId, anEvent, aRolloutEvent } from '../fixtures.ts';
import { Inbox } from '../inbox.ts';
import { collect, idsOf, withBus } from './bus-under-test.ts';

export function eventBusDelivery(make: MakeAdapter<EventBus>): void {
  test(
    'publishing gives the position of the last event, and positions grow along a device',
    withBus(make, async (bus) => {
      const deviceId = aDeviceId();
      const inbox = collect(bus, 'group');
      const first = await bus.publish([anEvent({ deviceId })]);
      const third = await bus.publish([anEvent({ deviceId }), anEvent({ deviceId })]);
      const positions = (await inbox.atLeast(3)).map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect([positions[0], positions[2]]).toEqual([first, third]);
      expect(new Set(positions).size).toBe(3);
    }),
  );

  test(
    'an event arrives as it was published',
    withBus(make, async (bus) => {
      const inbox = collect(bus, 'group');
      const commandKeys = ['', '"quoted" \\ \n', 'Grüße 🛜', '__proto__', '\u2028'];
      const event = anEvent({ data: { sessionId: 's', commandKeys } });
      const position = await bus.publish([event]);
      expect(await inbox.atLeast(1)).toEqual([{ ...event, position }]);
    }),
  );

  test(
    'an event about a rollout arrives as it was published, in the order of its rollout',
    withBus(make, async (bus) => {
      const inbox = collect(bus, 'group');
      const published = [1, 2, 3].map((revision) => aRolloutEvent(revision));
      for (const event of published) await bus.publish([event]);
      expect((await inbox.atLeast(3)).map(({ position: _, ...event }) => event)).toEqual(published);
    }),
  );

  test(
    'each group gets each event',
    withBus(make, async (bus) => {
      const groups = ['a', 'b', 'c'].map((group) => collect(bus, group));
      const events = Array.from({ length: 20 }, () => anEvent());
      await Promise.all(events.map((event) => bus.publish([event])));
      for (const inbox of groups) {
        expect(new Set(idsOf(await inbox.atLeast(20)))).toEqual(new Set(idsOf(events)));
      }
    }),
  );

  test(
    'a new group starts at the oldest event',
    withBus(make, async (bus) => {
      const deviceId = aDeviceId();
      const old = [anEvent({ deviceId }), anEvent({ deviceId })];
      await bus.publish(old);
      const early = collect(bus, 'early');
      await early.atLeast(2);
      const late = collect(bus, 'late');
      const fresh = anEvent({ deviceId });
      await bus.publish([fresh]);
      expect(idsOf(await late.atLeast(3))).toEqual(idsOf([...old, fresh]));
    }),
  );

  test(
    'the events of a device come in order and one at a time, those of different devices at once',
    withBus(make, async (bus) => {
      const devices = Array.from({ length: 20 }, () => aDeviceId());
      const running = new Map<string, number>();
      const inbox = new Inbox<EventRecord>();
      let overlapsOfADevice = 0;
      let atOnce = 0;
      const handler = async (event: EventRecord) => {
        const others = running.get(eventSubject(event)) ?? 0;
        if (others > 0) overlapsOfADevice++;
        running.set(eventSubject(event), others + 1);
        atOnce = Math.max(atOnce, [...running.values()].filter((count) => count > 0).length);
        await new Promise((resolve) => setImmediate(resolve));
        running.set(eventSubject(event), (running.get(eventSubject(event)) ?? 0) - 1);
        inbox.add(event);
      };
      const published = devices.map((deviceId) => Array.from({ length: 25 }, () => anEvent({ deviceId })));
      await Promise.all(published.map((events) => publishOneByOne(bus, events)));
      bus.subscribe('group', handler, { concurrency: 5 });
      const arrived = await inbox.atLeast(500);
      for (const events of published) {
        const own = arrived.filter((event) => events[0] && eventSubject(event) === eventSubject(events[0]));
        expect(idsOf(own)).toEqual(idsOf(events));
      }
      expect(overlapsOfADevice).toBe(0);
      expect(atOnce).toBeGreaterThan(1);
      expect(atOnce).toBeLessThanOrEqual(5);
    }),
  );

  test(
    'a retriable failure is tried again until it works, and holds up its own device only',
    withBus(make, async (bus) => {
      const [troubled, other] = [aDeviceId(), aDeviceId()];
      const events = [anEvent({ deviceId: troubled }), anEvent({ deviceId: troubled })];
      const tries: string[] = [];
      const done = new Inbox<string>();
      let failures = 4;
      bus.subscribe('group', async (event) => {
        tries.push(event.id);
        if (event.id === events[0]?.id && failures-- > 0) throw new StoreUnavailable('Not now.');
        done.add(event.id);
      });
      await bus.publish(events);
      const unrelated = anEvent({ deviceId: other });
      await bus.publish([unrelated]);
      expect(await done.atLeast(3)).toEqual([unrelated.id, ...idsOf(events)]);
      expect(tries.filter((id) => id === events[0]?.id)).toHaveLength(5);
      expect(await bus.deadLetters('group', 10)).toEqual([]);
    }),
  );

  test(
    'lag counts what a group has not finished',
    withBus(make, async (bus) => {
      const gate = Promise.withResolvers<void>();
      const started = new Inbox<string>();
      await bus.publish([anEvent()]);
      bus.subscribe('group', async (event) => {
        started.add(event.id);
        await gate.promise;
      });
      await bus.publish([anEvent()]);
      await bus.publish([anEvent()]);
      await started.atLeast(3);
      expect(await bus.lag('group')).toBe(3);
      gate.resolve();
      await eventually('the group has caught up', async () => (await bus.lag('group')) === 0);
    }),
  );

  test(
    'a group that hangs holds up neither publishing nor another group',
    withBus(make, async (bus) => {
      const gate = Promise.withResolvers<void>();
      const hanging = bus.subscribe('hanging', () => gate.promise);
      const inbox = collect(bus, 'other');
      await Promise.all(Array.from({ length: 6_000 }, () => bus.publish([anEvent()])));
      await inbox.atLeast(6_000);
      expect(await bus.lag('hanging')).toBe(6_000);
      gate.resolve();
      await eventually('the other has caught up too', async () => (await bus.lag('hanging')) === 0);
      await hanging.close();
    }),
  );

  test(
    '10,000 events published at once all arrive, in the order of each device',
    withBus(make, async (bus) => {
      const devices = Array.from({ length: 100 }, () => aDeviceId());
      const inbox = collect(bus, 'group');
      const published = devices.map((deviceId) => Array.from({ length: 100 }, () => anEvent({ deviceId })));
      await Promise.all(published.flat().map((event) => bus.publish([event])));
      const arrived = await inbox.atLeast(10_000);
      const byDevice = Map.groupBy(arrived, eventSubject);
      expect(byDevice.size).toBe(100);
      for (const own of byDevice.values()) {
        const positions = own.map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        expect(new Set(idsOf(own)).size).toBe(100);
      }
    }),
  );
}

async function publishOneByOne(bus: EventBus, events: readonly ReturnType<typeof anEvent>[]): Promise<void> {
  for (const event of events) await bus.publish([event]);
}
