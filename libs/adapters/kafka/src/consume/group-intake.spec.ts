import { type DeviceId, type EventRecord, StoreUnavailable } from '#libs/domain';
import { aDeviceId, anEvent, eventually, ManualClock } from '#libs/testing/port-contracts';
import { newStats } from '../bus-stats.ts';
import { encodeEvent } from '../events/encode-event.ts';
import type { RawRecord } from '../events/raw-record.ts';
import { GroupIntake } from './group-intake.ts';
import { GroupWork } from './group-work.ts';
import type { Work } from './task.ts';

const [one, other] = [aDeviceId(), aDeviceId()];

function record(offset: number, deviceId: DeviceId = one, onlyFor?: string): RawRecord {
  const { key, value, headers } = encodeEvent(anEvent({ id: `e${offset}`, deviceId }), Buffer.from('/muster/test'));
  const replay = onlyFor === undefined ? {} : { 'muster-group': onlyFor, 'muster-position': '3' };
  return { partition: 0, offset, key, value, headers: { ...headers, ...replay } };
}

describe('the partitions of a member', () => {
  let clock: ManualClock;
  let stats: ReturnType<typeof newStats>;
  let work: GroupWork;
  let intake: GroupIntake;
  let orders: string[];
  let handled: string[];
  let givenUp: string[];
  let handle: (event: EventRecord) => Promise<void>;

  beforeEach(() => {
    clock = new ManualClock();
    stats = newStats();
    [orders, handled, givenUp] = [[], [], []];
    handle = async ({ id }) => {
      handled.push(id);
    };
    work = new GroupWork({
      clock,
      stats,
      concurrency: 4,
      handle: (todo: Work) => (todo.kind === 'event' ? handle(todo.event) : Promise.resolve()),
      giveUp: async ({ offset }) => {
        givenUp.push(`e${offset}`);
      },
      onDone: (task) => intake.done(task),
    });
    const order = (name: string) => (partition: number) => orders.push(`${name} ${partition}`);
    intake = new GroupIntake({ group: 'g', work, stats, pause: order('pause'), resume: order('resume') });
    intake.assign([0], true);
    orders = [];
  });

  const take = (...records: readonly RawRecord[]) => {
    intake.take(0, records);
    work.run();
  };
  const done = (...ids: readonly string[]) =>
    eventually(`${ids} are handled`, () => ids.every((id) => handled.includes(id)));
  const place = () => intake.uncommitted().get(0);
  const placeIs = (offset: number) => eventually(`the place is ${offset}`, () => place() === offset);

  test('the place is the end of the gapless run, whatever was overtaken', async () => {
    const gate = Promise.withResolvers<void>();
    handle = async ({ id }) => {
      if (id === 'e5') await gate.promise;
      handled.push(id);
    };
    take(record(5), record(6, other), record(9, other));
    await done('e6', 'e9');
    expect(place()).toBe(5);
    gate.resolve();
    await placeIs(10);
    intake.committed(intake.uncommitted());
    expect(intake.uncommitted().size).toBe(0);
  });

  test('what was taken before is passed over when the client starts over', async () => {
    take(record(1), record(2));
    await done('e1', 'e2');
    take(record(1), record(2), record(3));
    await done('e3');
    expect(handled).toEqual(['e1', 'e2', 'e3']);
  });

  test('replays for other groups are passed by, those for this one keep their first position', async () => {
    const positions: number[] = [];
    handle = async ({ id, position }) => {
      positions.push(position);
      handled.push(id);
    };
    take(record(7, one, 'somebody'), record(8, one, 'g'), record(9));
    await done('e8', 'e9');
    await placeIs(10);
    expect(positions).toEqual([3, 9]);
  });

  test('a partition that has enough in hand is paused, and goes on when there is room', async () => {
    const gate = Promise.withResolvers<void>();
    handle = () => gate.promise;
    take(...Array.from({ length: 255 }, (_, offset) => record(offset)));
    expect(orders).toEqual([]);
    take(record(255));
    expect(orders).toEqual(['pause 0']);
    gate.resolve();
    await eventually('it goes on', () => orders.includes('resume 0'));
    expect(stats.inHand).toBeLessThanOrEqual(64);
  });

  test('a partition that goes to another member takes its events along', async () => {
    work.hold();
    take(record(1), record(2, other));
    intake.assign([4], false);
    work.release();
    intake.take(0, [record(3)]);
    intake.take(4, [{ ...record(8), partition: 4 }]);
    work.run();
    await done('e8');
    expect(handled).toEqual(['e8']);
    expect(stats.inHand).toBe(0);
  });

  test('after a lost connection only what was not done is handled again', async () => {
    const gate = Promise.withResolvers<void>();
    handle = async ({ id }) => {
      if (id === 'e2') await gate.promise;
      handled.push(id);
    };
    take(record(1), record(2), record(3, other));
    await done('e1', 'e3');
    work.hold();
    intake.lose();
    intake.assign([0], true);
    handle = async ({ id }) => {
      handled.push(`${id} again`);
    };
    work.release();
    take(record(1), record(2), record(3, other), record(4, other));
    gate.resolve();
    await done('e2', 'e4 again', 'e2 again');
    await placeIs(5);
    expect(handled.toSorted()).toEqual(['e1', 'e2', 'e2 again', 'e3', 'e4 again']);
  });

  test('three failures give an event up; a retriable one is tried as long as it takes, with pauses', async () => {
    let retriable = 5;
    handle = async ({ id }) => {
      if (id === 'e1') throw new Error('no good');
      if (id === 'e2' && retriable-- > 0) throw new StoreUnavailable('Not now.');
      handled.push(id);
    };
    take(record(1), record(2, other), record(3));
    for (let failures = 1; failures <= 8; failures++) {
      await eventually('somebody waits, or all are done', () => clock.pending > 0 || handled.length === 2);
      clock.advance(10_000);
    }
    await placeIs(4);
    expect(givenUp).toEqual(['e1']);
    expect(handled.toSorted()).toEqual(['e2', 'e3']);
    expect(stats.failures).toBe(8);
  });

  test('stopping waits for what is running and starts nothing else', async () => {
    const gate = Promise.withResolvers<void>();
    handle = async ({ id }) => {
      await gate.promise;
      handled.push(id);
    };
    take(record(1), record(2));
    const stopped = work.stop().then(() => handled.push('stopped'));
    gate.resolve();
    await stopped;
    expect(handled).toEqual(['e1', 'stopped']);
    expect(place()).toBe(2);
  });
});
