import { BusOverloaded, BusUnavailable } from '#libs/domain';
import { eventually, ManualClock } from '#libs/testing/port-contracts';
import { newStats } from '../bus-stats.ts';
import { silent } from '../cluster/bus-logger.ts';
import type { OutgoingRecord } from '../events/raw-record.ts';
import { EventCollector } from './event-collector.ts';
import type { SendResult } from './idempotent-sender.ts';
import { PartitionLeaders } from './partition-leaders.ts';
import type { PartitionBatch } from './partition-queue.ts';

/** A request under way, to be answered by the test. */
interface Request {
  readonly batches: readonly PartitionBatch[];
  readonly answer: (result: SendResult) => void;
  readonly fail: (error: Error) => void;
}

function record(name: string, bytes = 100): OutgoingRecord {
  return { key: Buffer.from('k'), value: Buffer.from(name), headers: {}, bytes };
}

const namesIn = ({ batches }: Request) => batches.map(({ records }) => records.map(({ value }) => String(value)));

describe('the collector', () => {
  let clock: ManualClock;
  let leaderOf: number[];
  let requests: Request[];
  let stats: ReturnType<typeof newStats>;
  let leaders: PartitionLeaders;
  let collector: EventCollector;
  const offsets = [0, 0, 0, 0];

  beforeEach(async () => {
    clock = new ManualClock();
    leaderOf = [1, 1, 2, 2];
    requests = [];
    stats = newStats();
    leaders = new PartitionLeaders(async () => [...leaderOf], ['t']);
    await leaders.refresh();
    collector = new EventCollector({
      clock,
      logger: silent,
      stats,
      leaders,
      send: (batches) => {
        const { promise, resolve, reject } = Promise.withResolvers<SendResult>();
        requests.push({ batches, answer: resolve, fail: reject });
        return promise;
      },
      publishTimeoutMs: 5_000,
      maxPending: 10,
      maxPendingBytes: 10_000,
    });
  });

  const publish = (partition: number, ...names: readonly string[]) =>
    collector.publish(
      't',
      partition,
      names.map((name) => record(name)),
    );
  /** The request of that number, from 0, once it is under way. */
  const request = async (index: number): Promise<Request> => {
    await eventually(`request ${index} is under way`, () => requests.length > index);
    return requests[index] as Request;
  };
  const acknowledge = ({ batches, answer }: Request, wanted: (batch: PartitionBatch) => boolean = () => true) => {
    const acknowledged = batches.filter(wanted).map((batch) => {
      const first = offsets[batch.partition] ?? 0;
      offsets[batch.partition] = first + batch.records.length;
      return [batch, first] as const;
    });
    answer(new Map(acknowledged));
  };

  test('what is published at once goes in one request per leader', async () => {
    const first = offsets[1] ?? 0;
    const all = Promise.all([publish(0, 'a'), publish(1, 'b', 'c'), publish(0, 'd'), publish(2, 'e')]);
    const [one, two] = [await request(0), await request(1)];
    expect([namesIn(one), namesIn(two)]).toEqual([
      [
        ['a', 'd'],
        ['b', 'c'],
      ],
      [['e']],
    ]);
    acknowledge(one);
    acknowledge(two);
    expect((await all)[1]).toBe(first + 1);
    expect(stats).toMatchObject({ published: 5, batches: 2, pendingEvents: 0, pendingBytes: 0 });
  });

  test('the next request starts when the last is acknowledged, without a timer', async () => {
    const first = publish(0, 'a');
    const one = await request(0);
    const rest = Promise.all([publish(0, 'b'), publish(1, 'c')]);
    acknowledge(one);
    await first;
    acknowledge(await request(1));
    await rest;
    expect(requests.map((sent) => namesIn(sent).toSorted())).toEqual([[['a']], [['b'], ['c']]]);
  });

  test('a partition that was left out of the answer goes again as it was, before anything after it', async () => {
    const published = [publish(0, 'a', 'b'), publish(1, 'c')];
    const one = await request(0);
    published.push(publish(0, 'd'));
    acknowledge(one, ({ partition }) => partition === 1);
    const again = await request(1);
    expect(namesIn(again)).toEqual([['a', 'b']]);
    acknowledge(again);
    acknowledge(await request(2));
    await Promise.all(published);
    expect(namesIn(requests[2] as Request)).toEqual([['d']]);
    expect(stats.resent).toBe(2);
  });

  test('after a failure everything that is still wanted goes again, in order', async () => {
    const published = [publish(0, 'a'), publish(1, 'b')];
    const one = await request(0);
    published.push(publish(0, 'c'));
    one.fail(new Error('out of order sequence'));
    await eventually('it pauses', () => clock.pending === 2);
    clock.advance(100);
    const again = await request(1);
    expect(namesIn(again)).toEqual([['a', 'c'], ['b']]);
    acknowledge(again);
    await Promise.all(published);
  });

  test('a partition has one batch on its way at most, also when its leader changes', async () => {
    const stuck = publish(0, 'a');
    const one = await request(0);
    const later = [publish(0, 'b'), publish(1, 'c')];
    leaderOf = [2, 2, 2, 2];
    clock.advance(600);
    const elsewhere = await request(1);
    expect(namesIn(elsewhere)).toEqual([['c']]);
    acknowledge(elsewhere);
    acknowledge(one);
    acknowledge(await request(2));
    await Promise.all([stuck, ...later]);
    expect(namesIn(requests[2] as Request)).toEqual([['b']]);
  });

  test('a publish is rejected at its deadline; what was never sent is not sent any more', async () => {
    const sent = publish(0, 'sent');
    const one = await request(0);
    const waiting = publish(0, 'waiting');
    const rejected = Promise.allSettled([sent, waiting]);
    clock.advance(5_200);
    for (const result of await rejected) expect(result).toMatchObject({ reason: expect.any(BusUnavailable) });
    expect(stats).toMatchObject({ timedOut: 2, pendingEvents: 1 });
    acknowledge(one);
    const next = publish(0, 'next');
    acknowledge(await request(1));
    await next;
    expect(requests.map(namesIn)).toEqual([[['sent']], [['next']]]);
    expect(stats.pendingEvents).toBe(0);
  });

  test('a partition without a leader waits for one', async () => {
    leaderOf = [1, 1, -1, 2];
    await leaders.refresh();
    const published = [publish(2, 'a'), publish(0, 'b')];
    acknowledge(await request(0));
    await published[1];
    leaderOf = [1, 1, 1, 2];
    clock.advance(200);
    acknowledge(await request(1));
    await published[0];
    expect(requests.map(namesIn)).toEqual([[['b']], [['a']]]);
  });

  test('more than may wait is refused, by number and by bytes', async () => {
    const all = Array.from({ length: 10 }, (_, index) => publish(index % 4, `${index}`));
    await expect(publish(0, 'one more')).rejects.toThrow(BusOverloaded);
    acknowledge(await request(0));
    acknowledge(await request(1));
    await Promise.all(all);
    const large = collector.publish('t', 0, [record('large', 9_990)]);
    await expect(publish(1, 'small')).rejects.toThrow(BusOverloaded);
    acknowledge(await request(2));
    await large;
    expect(stats.overloaded).toBe(2);
  });

  test('draining waits for what is pending', async () => {
    const order: string[] = [];
    const published = publish(0, 'a').then(() => order.push('published'));
    const drained = collector.drained().then(() => order.push('drained'));
    acknowledge(await request(0));
    await Promise.all([published, drained]);
    expect(order).toEqual(['published', 'drained']);
    await collector.drained();
  });
});
