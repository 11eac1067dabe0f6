import type { EventBus, EventRecord } from '#libs/domain';
import type { MakeAdapter } from '../adapter.ts';
import { eventually } from '../eventually.ts';
import { aDeviceId, anEvent } from '../fixtures.ts';
import { Inbox } from '../inbox.ts';
import { collect, idsOf, reopened, withBus } from './bus-under-test.ts';

export function eventBusDeadLetters(make: MakeAdapter<EventBus>): void {
  test(
    'an event that fails three times goes to the dead letters of its group, and the next one follows',
    withBus(make, async (bus) => {
      const deviceId = aDeviceId();
      const [poison, next] = [anEvent({ deviceId }), anEvent({ deviceId })];
      const tries = new Inbox<string>();
      const givenUp = new Inbox<EventRecord>();
      const onDeadLetter = (event: EventRecord) => givenUp.add(event);
      bus.subscribe('group', (event) => fail(event, poison.id, tries), { onDeadLetter });
      const healthy = collect(bus, 'healthy');
      const position = await bus.publish([poison]);
      await bus.publish([next]);
      expect(await tries.atLeast(4)).toEqual([poison.id, poison.id, poison.id, next.id]);
      expect(await givenUp.atLeast(1)).toEqual([{ ...poison, position }]);
      expect(idsOf(await healthy.atLeast(2))).toEqual([poison.id, next.id]);
      const [letter, ...more] = await bus.deadLetters('group', 10);
      expect(more).toEqual([]);
      expect(letter).toMatchObject({ group: 'group', event: { ...poison, position } });
      expect(letter?.error).toContain('no good');
      expect(Date.parse(letter?.failedAt ?? '')).not.toBeNaN();
      expect(await bus.deadLetters('healthy', 10)).toEqual([]);
      await eventually('nothing is left to do', async () => (await bus.lag('group')) === 0);
    }),
  );

  test(
    'a handler that throws before it returns a promise fails like any other',
    withBus(make, async (bus) => {
      const givenUp = new Inbox<EventRecord>();
      const onDeadLetter = (event: EventRecord) => givenUp.add(event);
      const handler = () => {
        throw new TypeError('at once');
      };
      bus.subscribe('group', handler, { onDeadLetter });
      const event = anEvent();
      await bus.publish([event]);
      expect(idsOf(await givenUp.atLeast(1))).toEqual([event.id]);
    }),
  );

  test(
    'dead letters are listed up to a limit',
    withBus(make, async (bus) => {
      await letters(bus, 3);
      expect(await bus.deadLetters('group', 2)).toHaveLength(2);
      expect(await bus.deadLetters('group', 10)).toHaveLength(3);
    }),
  );

  test(
    'a replayed letter is handed to its group again, and is gone when that works',
    withBus(make, async (bus) => {
      const { repair, handled, ids } = await letters(bus, 2);
      repair();
      const [first] = await bus.deadLetters('group', 10);
      expect(await bus.replay(first?.id ?? '')).toBe(true);
      expect(await handled.atLeast(1)).toEqual([first?.event.id]);
      await eventually('the letter is gone', async () => (await bus.deadLetters('group', 10)).length === 1);
      expect(await bus.replay(first?.id ?? '')).toBe(false);
      expect(ids).toContain(first?.event.id);
    }),
  );

  test(
    'a letter whose replay fails is a dead letter again',
    withBus(make, async (bus) => {
      const { givenUp } = await letters(bus, 1);
      const [letter] = await bus.deadLetters('group', 10);
      expect(await bus.replay(letter?.id ?? '')).toBe(true);
      await givenUp.atLeast(2);
      expect(idsOf((await bus.deadLetters('group', 10)).map(({ event }) => event))).toEqual([letter?.event.id]);
    }),
  );

  test(
    'there is nothing to replay for an unknown id',
    withBus(make, async (bus) => {
      expect(await bus.replay('no-such-letter')).toBe(false);
    }),
  );

  test(
    'dead letters outlive a restart, and a group that was away finds its replays',
    withBus(make, async (bus, adapter) => {
      const { ids } = await letters(bus, 1);
      const again = await reopened(adapter);
      const [letter] = await again.deadLetters('group', 10);
      expect(letter?.event.id).toBe(ids[0]);
      expect(await again.replay(letter?.id ?? '')).toBe(true);
      expect(idsOf(await collect(again, 'group').atLeast(1))).toEqual(ids);
      await eventually('it is gone', async () => (await again.deadLetters('group', 10)).length === 0);
    }),
  );
}

async function fail(event: EventRecord, poisonId: string, tries: Inbox<string>): Promise<void> {
  tries.add(event.id);
  if (event.id === poisonId) throw new Error('The event is no good.');
}

/** Brings so many events into the dead letters of `group`, whose handler works from `repair` on. */
async function letters(bus: EventBus, count: number) {
  const handled = new Inbox<string>();
  const givenUp = new Inbox<string>();
  let broken = true;
  const handler = async (event: EventRecord) => {
    if (broken) throw new Error('Broken.');
    handled.add(event.id);
  };
  bus.subscribe('group', handler, { onDeadLetter: (event) => givenUp.add(event.id) });
  const events = Array.from({ length: count }, () => anEvent());
  for (const event of events) await bus.publish([event]);
  await givenUp.atLeast(count);
  const repair = () => {
    broken = false;
  };
  return { handled, givenUp, ids: idsOf(events), repair };
}
