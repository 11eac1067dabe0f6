import {
  EVENT_TYPE_NAMES,
  EVENTS,
  type EventTypeName,
  eventSchemas,
  isInternal,
  type JsonSchema,
} from '#libs/event-contract';
import { eventFixtures } from './event-fixtures.ts';
import { EVENT_TOPICS } from './event-topics.ts';
import { memberRows, type SharedSchemas } from './member-rows.ts';

const { address } = EVENT_TOPICS.deviceEvents;
const DAY_MS = 24 * 3_600_000;

const INTRODUCTION = `# Events

What happens to CPEs, for programs that want to know: dashboards, alarms, data warehouses, other systems. This page is
generated (\`npm run docs\`); programs read [asyncapi.yaml](asyncapi.yaml), which has the same and the JSON Schemas.

## How to get them

- **From the API**: \`GET /api/v1/events\` is a stream of server-sent events, \`GET /api/v1/devices/{deviceId}/events\` has
  the last events of a device. Nothing else is needed, and secrets are left out.
- **From Kafka**, where Muster runs on it: topic \`${address}\`, key = device id (of a rollout's own events: rollout id, of an image's: its SHA-256), CloudEvents 1.0 in binary mode. The header
  \`ce_type\` is \`muster.\` and the type, the value is the data as JSON.

## What to rely on

- **At least once.** An event may come again, also from another process and hours later; then it has the same \`id\`
  (\`ce_id\`). Keep the ids you have worked in, or do what does no harm when it is done twice.
- **In order for each device**, for each rollout, and for each image. \`position\` (the offset in Kafka) grows along the events of one;
  positions of different ones say nothing about each other.
- **What was published can be read for ever.** Members, words and types are only ever added: ignore what you don't know,
  and don't expect members that are optional. What would break readers comes in a topic of its own (\`v2\`).
- **Times** are RFC 3339 in UTC, except where a CPE is quoted.

## Secrets and internal events

No event holds a secret. In place of the value of a parameter that is named like one (a password, a passphrase, a key)
stands a mark such as \`hidden:Zk3vGf0aYb1nQx7p\`: the same as long as the value is, and of no other use. The API shows an
empty value instead, with \`hidden: true\` beside it. **Internal** events are what the parts of Muster tell each other: the API
shows them only to who asks for them by \`types\`.
`;

/** `docs/events.md`, for people. */
export function eventsPage(): string {
  const { events, shared } = eventSchemas((name) => `#${name}`);
  return [
    INTRODUCTION,
    '## Topics in Kafka\n',
    ...topics(),
    '## All events\n',
    ...overview(),
    ...EVENT_TYPE_NAMES.map((type) => eventSection(type, events[type], shared)),
    '## Shared types\n',
    ...Object.entries(shared).map(([name, schema]) => sharedSection(name, schema, shared)),
  ].join('\n');
}

/** As the Kafka adapter makes them unless it is told otherwise. */
function topics(): readonly string[] {
  const rows = Object.values(EVENT_TOPICS).map((topic) =>
    rowOf([
      `\`${topic.address}\``,
      topic.description,
      topic.key,
      String(topic.partitions),
      `${topic.retentionMs / DAY_MS} days`,
      topic.cleanup.join(', '),
    ]),
  );
  return [
    '| Topic | Holds | Key | Partitions | Kept for | Clean-up |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    'Each has three copies, of which two must have a record before it counts (with fewer brokers, fewer). Settings give the',
    'events other partitions, another retention, and all topics a prefix: [configuration](configuration.md).\n',
  ];
}

function overview(): readonly string[] {
  const rows = EVENT_TYPE_NAMES.map((type) => {
    const { summary, senders } = EVENTS[type];
    const cells = [`[\`${type}\`](#${anchorOf(type)})`, summary, senders.join(', '), isInternal(type) ? 'yes' : ''];
    return rowOf(cells);
  });
  return ['| Event | What happened | Published by | Internal |', '|---|---|---|---|', ...rows, ''];
}

function eventSection(type: EventTypeName, schema: JsonSchema, shared: SharedSchemas): string {
  const { summary, detail } = EVENTS[type];
  return [
    `## ${type}\n`,
    `${summary} ${detail}\n`,
    ...(isInternal(type) ? ['**Internal**: for Muster itself.\n'] : []),
    ...memberTable(schema, shared),
    '',
    'Example:\n',
    '```json',
    JSON.stringify(exampleOf(type), undefined, 2),
    '```\n',
  ].join('\n');
}

function sharedSection(name: string, schema: JsonSchema, shared: SharedSchemas): string {
  const words = Array.isArray(schema.enum) ? [`One of ${schema.enum.map((word) => `\`${word}\``).join(', ')}.`] : [];
  return [`### ${name}\n`, `${schema.description}\n`, ...words, ...memberTable(schema, shared), ''].join('\n');
}

function memberTable(schema: JsonSchema, shared: SharedSchemas): readonly string[] {
  const rows = memberRows(schema, shared).map(({ path, type, required, meaning }) =>
    rowOf([`\`${path}\``, type, required ? '' : 'optional', meaning]),
  );
  return rows.length === 0 ? [] : ['| Member | Type | | Meaning |', '|---|---|---|---|', ...rows];
}

function exampleOf(type: EventTypeName): unknown {
  const fixture = eventFixtures().find(({ name }) => name === type);
  if (fixture === undefined) throw new Error(`${type} has no fixture: run capture-event-fixtures`);
  return fixture.event;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** As GitHub makes it from the title. */
function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll('.', '');
}
