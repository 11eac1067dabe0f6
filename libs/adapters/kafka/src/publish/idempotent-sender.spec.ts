import type { Kafka, RecordMetadata } from 'kafkajs';
import { silent } from '../cluster/bus-logger.ts';
import { IdempotentSender } from './idempotent-sender.ts';
import type { PartitionBatch } from './partition-queue.ts';

/** What the producers of a client that answers as it is told did; the failures in question can't be had at will. */
function scriptedClient() {
  const log: string[] = [];
  const sends: { readonly resolve: (answer: RecordMetadata[]) => void; readonly reject: (error: Error) => void }[] = [];
  let producers = 0;
  const producer = () => {
    const name = `producer ${++producers}`;
    return {
      connect: async () => log.push(`${name} connects`),
      disconnect: async () => log.push(`${name} disconnects`),
      sendBatch: () => new Promise<RecordMetadata[]>((resolve, reject) => sends.push({ resolve, reject })),
    };
  };
  const send = async (index: number) => {
    while (sends[index] === undefined) await new Promise((resolve) => setImmediate(resolve));
    return sends[index];
  };
  return { client: { producer } as unknown as Kafka, log, send };
}

function batch(partition: number): PartitionBatch {
  return { topic: 't', partition, entries: [], records: [], bytes: 0 };
}

const answer = (partition: number, baseOffset = '5', errorCode = 0): RecordMetadata => ({
  topicName: 't',
  partition,
  errorCode,
  baseOffset,
});

describe('the sender', () => {
  let script: ReturnType<typeof scriptedClient>;
  let rebuilt: number;
  let sender: IdempotentSender;

  beforeEach(() => {
    script = scriptedClient();
    rebuilt = 0;
    sender = new IdempotentSender(
      () => script.client,
      silent,
      () => rebuilt++,
    );
  });

  test('believes only what the answer says of each partition', async () => {
    const batches = [0, 1, 2, 3, 4].map(batch);
    const sent = sender.send(batches);
    const foreign = { ...answer(4), topicName: 'other' };
    (await script.send(0)).resolve([answer(0, '17'), answer(1, '-1'), answer(2, '8', 6), foreign]);
    expect([...(await sent)]).toEqual([[batches[0], 17]]);
    expect(rebuilt).toBe(0);
  });

  test('does not use a producer again that has failed, and lets its other sends end', async () => {
    const slow = sender.send([batch(0)]);
    const failing = sender.send([batch(1)]);
    (await script.send(1)).reject(new Error('The broker received an out of order sequence number'));
    await expect(failing).rejects.toThrow('out of order');
    const next = sender.send([batch(1)]);
    (await script.send(2)).resolve([answer(1)]);
    expect((await next).size).toBe(1);
    expect(script.log).toEqual(['producer 1 connects', 'producer 2 connects']);
    (await script.send(0)).resolve([answer(0)]);
    expect((await slow).size).toBe(1);
    expect(script.log.at(-1)).toBe('producer 1 disconnects');
    expect(rebuilt).toBe(1);
  });

  test('gives up on a producer that leaves something out again and again', async () => {
    for (let index = 0; index < 4; index++) {
      const sent = sender.send([batch(0), batch(1)]);
      (await script.send(index)).resolve([answer(0)]);
      expect((await sent).size).toBe(1);
    }
    const last = sender.send([batch(0), batch(1)]);
    (await script.send(4)).resolve([answer(0)]);
    await expect(last).rejects.toThrow('left out');
    expect(rebuilt).toBe(1);
  });
});
