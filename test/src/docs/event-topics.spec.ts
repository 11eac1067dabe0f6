import { busTopics, encodeEvent } from '#libs/adapters/kafka';
import type { AnyNewEvent } from '#libs/domain';
import { asyncApiDocument } from './asyncapi-document.ts';
import { eventFixtures } from './event-fixtures.ts';
import { EVENT_TOPICS } from './event-topics.ts';

const { deviceEvents, rolloutProgress, deadLetters } = EVENT_TOPICS;

test('the topics are those that the Kafka adapter makes', () => {
  const made = busTopics({
    prefix: '',
    partitions: deviceEvents.partitions,
    retentionMs: deviceEvents.retentionMs,
    minInsyncReplicas: 2,
  });
  for (const [told, { name, partitions, config }] of [
    [deviceEvents, made.events],
    [rolloutProgress, made.rolloutProgress],
    [deadLetters, made.deadLetters],
  ] as const) {
    expect([told.address, told.partitions]).toEqual([name, partitions]);
    expect(config).toMatchObject({
      'cleanup.policy': told.cleanup.join(','),
      'retention.ms': String(told.retentionMs),
      'max.message.bytes': String(told.maxMessageBytes),
    });
  }
});

test('the records are those that the Kafka adapter writes', () => {
  const { messages } = asyncApiDocument().components as {
    readonly messages: Readonly<
      Record<
        string,
        { readonly examples: readonly { name: string; headers: Record<string, string>; payload: unknown }[] }
      >
    >;
  };
  for (const { name, event } of eventFixtures()) {
    const told = messages[event.type]?.examples.find((example) => example.name === name);
    const record = encodeEvent(event as unknown as AnyNewEvent, Buffer.from(told?.headers.ce_source ?? ''));
    const written = Object.entries(record.headers).map(([header, value]) => [header, String(value)]);
    expect(told?.headers).toEqual(Object.fromEntries(written));
    expect(told?.payload).toEqual(JSON.parse(String(record.value)));
    expect(String(record.key)).toBe(event.deviceId ?? event.rollout ?? event.image);
  }
});
