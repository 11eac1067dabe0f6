import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { asyncApiDocument } from './asyncapi-document.ts';
import { asyncApiPage } from './asyncapi-page.ts';
import { eventFixtures } from './event-fixtures.ts';
import { eventsPage } from './events-page.ts';

type Json = Readonly<Record<string, unknown>>;

const document = asyncApiDocument();
const { schemas } = document.components as { readonly schemas: Readonly<Record<string, Json>> };

/** Words that draft 7, 2020-12 and AsyncAPI read alike, and our own. */
const COMMON_WORDS = new Set([
  '$ref',
  'type',
  'properties',
  'required',
  'items',
  'enum',
  'const',
  'oneOf',
  'description',
]);

function* objectsIn(node: unknown): Generator<Json> {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) yield node as Json;
  for (const member of Object.values(node)) yield* objectsIn(member);
}

/** A schema and all schemas in it; what is below `properties` are names. */
function* schemasIn(schema: Json): Generator<Json> {
  yield schema;
  const { properties = {}, items, oneOf = [] } = schema;
  const inner = [...Object.values(properties as Json), ...(oneOf as Json[]), ...(items === undefined ? [] : [items])];
  for (const one of inner) yield* schemasIn(one as Json);
}

function at(pointer: string): unknown {
  const parts = pointer.slice('#/'.length).split('/');
  return parts.reduce<unknown>((node, part) => (node as Json | undefined)?.[part], document);
}

test.each([
  ['docs/asyncapi.yaml', asyncApiPage],
  ['docs/events.md', eventsPage],
])('%s is what the schemas say (npm run docs writes it)', (file, render) => {
  expect(readFileSync(path.join(PROJECT_ROOT, file), 'utf8')).toBe(render());
});

test('the YAML says what the document says', () => {
  expect(parse(asyncApiPage())).toEqual(document);
});

test('the document refers only to what is there', () => {
  const references = [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
  expect(references.length).toBeGreaterThan(100);
  expect(references.filter((reference) => at(reference) === undefined)).toEqual([]);
});

test('every member of every schema has a meaning', () => {
  const members = Object.values(schemas)
    .flatMap((schema) => [...schemasIn(schema)])
    .flatMap(({ properties = {} }) => Object.entries(properties as Readonly<Record<string, Json>>));
  expect(members.length).toBeGreaterThan(100);
  expect(members.filter(([, { $ref, description }]) => !description && !$ref)).toEqual([]);
});

test('schemas have only words that all readers understand alike', () => {
  const words = Object.values(schemas).flatMap((schema) => [...schemasIn(schema)].flatMap((one) => Object.keys(one)));
  expect([...new Set(words)].filter((word) => !COMMON_WORDS.has(word))).toEqual([]);
});

test('a validator of JSON Schema takes every captured event, and none without a member that must be there', () => {
  const validator = new Ajv2020({ keywords: ['components'] });
  validator.addSchema({ $id: 'https://example.net/events', components: { schemas } }, undefined, false, false);
  for (const { name, event } of eventFixtures()) {
    const pointer = `https://example.net/events#/components/schemas/${event.type}`;
    const validate = validator.compile({ $ref: pointer });
    expect([name, validate(event.data), validate.errors]).toEqual([name, true, null]);
    const [member] = Object.keys(event.data);
    // There is nothing that such an event could lack.
    if (member === undefined) continue;
    const { [member]: _, ...incomplete } = event.data;
    expect([name, validate(incomplete)]).toEqual([name, false]);
  }
});

test('each captured event is an example of its message', () => {
  const { messages } = document.components as { readonly messages: Readonly<Record<string, { examples?: unknown[] }>> };
  const examples = Object.values(messages).flatMap((message) => message.examples ?? []);
  expect(examples).toHaveLength(eventFixtures().length);
});
