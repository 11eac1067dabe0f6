import {
  CLOUD_EVENT_HEADERS,
  CLOUD_EVENT_TYPE_PREFIX,
  dataSchemaOf,
  EVENT_TYPE_NAMES,
  EVENTS,
  type EventTypeName,
  eventDefinition,
  eventSchemas,
  isInternal,
  type Sender,
} from '#libs/event-contract';
import { type EventFixture, eventFixtures } from './event-fixtures.ts';
import { DEAD_LETTER_HEADERS, EVENT_TOPICS, type EventTopic } from './event-topics.ts';

type Json = Readonly<Record<string, unknown>>;

const BINDING_VERSION = '0.5.0';
const DEVICE_EVENTS = 'deviceEvents';
const ROLLOUT_PROGRESS = 'rolloutProgress';
const DEAD_LETTERS = 'deadLetters';
const DEAD_LETTER = 'deadLetter';
const PROGRESS = 'rollout.progressed' satisfies EventTypeName;

const DESCRIPTION = `What happens to CPEs, as CloudEvents 1.0 in binary mode: attributes in headers, data as JSON in the value.

Every event is delivered at least once; an event that comes again has the same \`ce_id\`. All events of a device are in order, all of a rollout, and all of an image. A reader ignores members, words and types that it does not know: within v1 they are only ever added. What would break readers comes in a topic of its own.

The schema of a value is in \`components.schemas\` under the type of its event. It reads the same as JSON Schema draft 7 and 2020-12. Messages marked \`x-internal\` are for Muster itself. No message holds a secret.`;

/** The types that the provisioning role acts on; the others it only keeps in the history. */
const DECISIVE: readonly EventTypeName[] = [
  'device.informed',
  'rpc.sent',
  'rpc.answered',
  'session.ended',
  'transfer.completed',
  'du.changed',
  'command.overdue',
];

/** The events of Muster as AsyncAPI 3.0. */
export function asyncApiDocument(): Json {
  const { events, shared } = eventSchemas((name) => `#/components/schemas/${name}`);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Muster events', version: '1.0.0', description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: {
      kafka: {
        host: '{brokers}',
        protocol: 'kafka',
        description: 'The Kafka that the roles of Muster are configured with. Groups and topics may have a prefix.',
        variables: { brokers: { default: 'localhost:9092', description: 'Host and port of a broker.' } },
      },
    },
    channels: {
      [DEVICE_EVENTS]: channel(EVENT_TOPICS.deviceEvents, EVENT_TYPE_NAMES),
      [ROLLOUT_PROGRESS]: channel(EVENT_TOPICS.rolloutProgress, [PROGRESS]),
      [DEAD_LETTERS]: channel(EVENT_TOPICS.deadLetters, [DEAD_LETTER]),
    },
    operations: operations(),
    components: {
      messages: { ...Object.fromEntries(messages()), [DEAD_LETTER]: deadLetter() },
      schemas: {
        CloudEventHeaders: headers(CLOUD_EVENT_HEADERS, Object.keys(CLOUD_EVENT_HEADERS)),
        ...events,
        ...shared,
      },
    },
  };
}

function channel(topic: EventTopic, names: readonly string[]): Json {
  const { address, title, description, partitions, cleanup, retentionMs, maxMessageBytes } = topic;
  return {
    address,
    title,
    description,
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: {
      kafka: {
        topic: address,
        partitions,
        replicas: 3,
        topicConfiguration: {
          'cleanup.policy': cleanup,
          'retention.ms': retentionMs,
          'max.message.bytes': maxMessageBytes,
        },
        bindingVersion: BINDING_VERSION,
      },
    },
  };
}

function operations(): Json {
  const all = EVENT_TYPE_NAMES;
  return {
    'gateway.publish': sending('gateway', 'What CPEs said and were asked.'),
    'provisioning.publish': sending('provisioning', 'What follows from it.'),
    'firmware.publish': sending('firmware', 'What becomes of files, rollouts and images.'),
    'firmware.publishProgress': operation('send', ROLLOUT_PROGRESS, [PROGRESS], 'How far each rollout is.'),
    'api.publish': sending('api', 'What operators asked for.'),
    'provisioning.decide': receiving('Decides what is to be done about each device.', DECISIVE, 'provisioning'),
    'provisioning.remember': receiving('Keeps the history of each device.', all.filter(isForEverybody), 'history'),
    'api.follow': receiving('Passes events on to operators, without secrets, and tells the ends of commands.', all),
    'provisioning.giveUp': operation('send', DEAD_LETTERS, [DEAD_LETTER], 'What could not be handled.'),
  };
}

function isForEverybody(type: EventTypeName): boolean {
  return !isInternal(type);
}

function sending(role: Sender, summary: string): Json {
  const types = EVENT_TYPE_NAMES.filter((type) => eventDefinition(type)?.senders.includes(role));
  return operation('send', DEVICE_EVENTS, types, summary);
}

/** Without a group, each process reads for itself. */
function receiving(summary: string, types: readonly string[], group?: string): Json {
  const read = operation('receive', DEVICE_EVENTS, types, summary);
  if (group === undefined) return read;
  const groupId = { type: 'string', const: `muster.${group}` };
  return { ...read, bindings: { kafka: { groupId, bindingVersion: BINDING_VERSION } } };
}

function operation(action: 'send' | 'receive', to: string, names: readonly string[], summary: string): Json {
  return {
    action,
    channel: { $ref: `#/channels/${to}` },
    summary,
    messages: names.map((name) => ({ $ref: `#/channels/${to}/messages/${name}` })),
  };
}

function messages(): readonly (readonly [string, Json])[] {
  const fixtures = eventFixtures();
  return EVENT_TYPE_NAMES.map((type) => [
    type,
    message(
      type,
      fixtures.filter(({ event }) => event.type === type),
    ),
  ]);
}

function message(type: EventTypeName, fixtures: readonly EventFixture[]): Json {
  const { summary, detail } = EVENTS[type];
  return {
    name: type,
    title: type,
    summary,
    description: detail,
    ...(isInternal(type) ? { 'x-internal': true } : {}),
    headers: {
      type: 'object',
      allOf: [
        { $ref: '#/components/schemas/CloudEventHeaders' },
        {
          properties: {
            ce_type: { const: `${CLOUD_EVENT_TYPE_PREFIX}${type}` },
            ce_dataschema: { const: dataSchemaOf(type) },
          },
        },
      ],
    },
    payload: { $ref: `#/components/schemas/${type}` },
    bindings: keyed(EVENT_TOPICS.deviceEvents),
    examples: fixtures.map(({ name, event }) => ({ name, headers: headersOf(type, event), payload: event.data })),
  };
}

/** As the record of a captured event has them. */
function headersOf(type: EventTypeName, { id, deviceId, rollout, image, time }: EventFixture['event']): Json {
  const values: Readonly<Record<keyof typeof CLOUD_EVENT_HEADERS, string>> = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: `/muster/${EVENTS[type].senders[0]}`,
    ce_type: `${CLOUD_EVENT_TYPE_PREFIX}${type}`,
    ce_time: time,
    ce_subject: deviceId ?? rollout ?? image ?? '',
    ce_dataschema: dataSchemaOf(type),
    'content-type': 'application/json',
  };
  return values;
}

function deadLetter(): Json {
  return {
    name: DEAD_LETTER,
    title: 'Dead letter',
    summary: 'An event that could not be handled, or a record that is none.',
    description:
      'Key, headers and value are those of the record, apart from the key and what was added to the headers.',
    'x-internal': true,
    headers: headers(DEAD_LETTER_HEADERS, ['muster-group', 'muster-error']),
    payload: { description: 'The value of the record, whatever it was.' },
    bindings: keyed(EVENT_TOPICS.deadLetters),
  };
}

function keyed({ key }: EventTopic): Json {
  return { kafka: { key: { type: 'string', description: key }, bindingVersion: BINDING_VERSION } };
}

function headers(meanings: Readonly<Record<string, string>>, required: readonly string[]): Json {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(meanings).map(([name, description]) => [name, { type: 'string', description }]),
    ),
    required,
  };
}
