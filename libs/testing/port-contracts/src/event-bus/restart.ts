import { type EventBus, eventSubject, StoreUnavailable } from '#libs/domain';
import type { MakeAdapter } from '../adapter.ts';
import { aDeviceId, anEvent } from '../fixtures.ts';
import { Inbox } from '../inbox.ts';
import { collect, idsOf, reopened, withBus } from './bus-under-test.ts';

export function eventBusRestart(make: MakeAdapter<EventBus>): void {
  test(
    'published events are there after a restart, and positions go on',
    withBus(make, async (bus, adapter) => {
      const deviceId = aDeviceId();
      const before = anEvent({ deviceId });
      const position = await bus.publish([before]);
      const again = await reopened(adapter);
      const after = anEvent({ deviceId });
      expect(await again.publish([after])).toBeGreaterThan(position);
      expect(idsOf(await collect(again, 'group').atLeast(2))).toEqual([before.id, after.id]);
    }),
  );

  test(
    'a group keeps its place over a restart',
    withBus(make, async (bus, adapter) => {
      const deviceId = aDeviceId();
      const done = new Inbox<string>();
      const subscription = bus.subscribe('group', async (event) => done.add(event.id));
      await bus.publish([anEvent({ deviceId }), anEvent({ deviceId })]);
      await done.atLeast(2);
      await subscription.close();
      const missed = anEvent({ deviceId });
      await bus.publish([missed]);
      expect(done.items).toHaveLength(2);
      expect(await bus.lag('group')).toBe(1);
      const again = await reopened(adapter);
      expect(await again.lag('group')).toBe(1);
      expect(idsOf(await collect(again, 'group').atLeast(1))).toEqual([missed.id]);
    }),
  );

  test(
    'what was not done comes again after a restart, nothing is left out',
    withBus(make, async (bus, adapter) => {
      const stuck = aDeviceId();
      const events = [anEvent({ deviceId: stuck }), anEvent({ deviceId: stuck })];
      const failed = new Inbox<string>();
      const done = new Inbox<string>();
      bus.subscribe('group', async (event) => {
        if (eventSubject(event) !== stuck) return done.add(event.id);
        failed.add(event.id);
        throw new StoreUnavailable('Not before the restart.');
      });
      await bus.publish(events);
      await bus.publish([anEvent()]);
      await done.atLeast(1);
      await failed.atLeast(1);
      const inbox = collect(await reopened(adapter), 'group');
      await inbox.atLeast(2);
      const own = inbox.items.filter((event) => eventSubject(event) === stuck);
      expect(idsOf(own).slice(0, 2)).toEqual(idsOf(events));
    }),
  );

  test(
    'closing a subscription waits for the events in hand and takes no more',
    withBus(make, async (bus) => {
      const deviceId = aDeviceId();
      const order: string[] = [];
      const gate = Promise.withResolvers<void>();
      const started = new Inbox<string>();
      const subscription = bus.subscribe('group', async (event) => {
        started.add(event.id);
        await gate.promise;
        order.push(event.id);
      });
      const events = [anEvent({ deviceId }), anEvent({ deviceId })];
      await bus.publish(events);
      await started.atLeast(1);
      const closed = subscription.close().then(() => order.push('closed'));
      gate.resolve();
      await closed;
      expect(order).toEqual([events[0]?.id, 'closed']);
      expect(idsOf(await collect(bus, 'group').atLeast(1))).toEqual([events[1]?.id]);
    }),
  );
}
