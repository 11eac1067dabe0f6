import { z } from 'zod';
import { namedSchemas } from './named.ts';
import { Problem } from './problem.ts';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import type { Route, RouteResponse } from './route.ts';
import { allRoutes, type Operation } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const reference = (id: string) => `#/components/schemas/${id}`;
const NDJSON = 'application/x-ndjson';
const anyProblem: readonly ProblemCode[] = ['forbidden_origin', 'unavailable', 'internal'];
const bodyProblems: readonly ProblemCode[] = ['malformed_json', 'body_too_large', 'unsupported_media_type'];

/** What the document tells, but the contract does not decide. */
export interface DocumentFacts {
  /** Of the API. */
  readonly version: string;
  /** Fields that the filter of devices may name. */
  readonly filterFields: readonly { readonly name: string; readonly type: string; readonly description: string }[];
  readonly sortFields: readonly string[];
}

/** The API as OpenAPI 3.1, made from the route table. */
export function openApiDocument({ version, filterFields, sortFields }: DocumentFacts): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version,
      description:
        'Auto Configuration Server for TR-069 / CWMP. Errors are problem documents (RFC 9457). Times are RFC 3339 in UTC.',
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'Devices', description: 'What is known about CPEs.' },
      { name: 'Declarations', description: 'What operators say about devices, also before they call.' },
      { name: 'Profiles', description: 'What devices should look like.' },
      { name: 'Compliance', description: 'How devices stand to that, and what would be done about it.' },
      { name: 'Commands', description: 'What CPEs are asked to do.' },
      { name: 'Images', description: 'Files for CPEs.' },
      { name: 'Rollouts', description: 'Upgrades of many devices, in waves.' },
      { name: 'Files', description: 'Files that CPEs sent.' },
      { name: 'Events', description: 'What happens.' },
      { name: 'Documentation', description: 'These pages.' },
    ],
    paths: paths({ listDevices: filterHelp(filterFields, sortFields) }),
    components: { schemas: componentSchemas() },
  };
}

function filterHelp(fields: DocumentFacts['filterFields'], sortFields: readonly string[]): string {
  return [
    'A `filter` is JSON in a safe subset of the query language of MongoDB: `$and $or $nor $not $eq $ne $gt $gte $lt $lte $in $nin $exists`, and `$regex` with plain text, `^` and `$`. It may name these fields:',
    '',
    '| field | type | meaning |',
    '|---|---|---|',
    ...fields.map(({ name, type, description }) => `| \`${name}\` | ${type} | ${description} |`),
    '',
    `\`sort\` may name ${sortFields.map((name) => `\`${name}\``).join(', ')}.`,
  ].join('\n');
}

/** `notes` are added to the descriptions of operations. */
function paths(notes: { readonly [Name in Operation]?: string }): OpenApiDocument['paths'] {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const [operationId, route] of allRoutes) {
    byPath[route.path] = { ...byPath[route.path], [route.method]: operation(operationId, route, notes[operationId]) };
  }
  return byPath;
}

function operation(operationId: string, route: Route, note: string | undefined): Json {
  const description = [route.description, note].filter((text) => text !== undefined).join('\n\n');
  return {
    operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(description === '' ? {} : { description }),
    parameters: [
      ...parameters('path', route.params),
      ...parameters('query', route.query),
      ...parameters('header', route.headers),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body) } } } }),
    ...(route.lines === undefined
      ? {}
      : { requestBody: { required: true, content: { [NDJSON]: { schema: jsonSchema(route.lines) } } } }),
    ...(route.bytes === undefined
      ? {}
      : {
          requestBody: { required: true, content: { [route.bytes]: { schema: { type: 'string', format: 'binary' } } } },
        }),
    responses: { ...successes(route), ...problems(route) },
  };
}

function parameters(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): readonly Json[] {
  if (schema === undefined) return [];
  const { required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(schema.shape).map(([name, member]) => {
    const { description, ...rest } = jsonSchema(member as z.ZodType);
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function successes(route: Route): Json {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, response]) => [
      status,
      {
        description: response.description,
        ...(response.headers === undefined ? {} : { headers: headers(response.headers) }),
        ...content(response),
      },
    ]),
  );
}

function headers(meanings: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    Object.entries(meanings).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

function content({ schema, lines, contentType }: RouteResponse): Json {
  if (lines !== undefined) return { content: { [NDJSON]: { schema: jsonSchema(lines) } } };
  if (schema !== undefined) return { content: { 'application/json': { schema: jsonSchema(schema) } } };
  return contentType === undefined ? {} : { content: { [contentType]: { schema: { type: 'string' } } } };
}

/** One response a status, although several problems may share it. */
function problems(route: Route): Json {
  const codes = new Set<ProblemCode>([
    ...((route.params ?? route.query ?? route.headers) ? (['invalid_query'] as const) : []),
    ...route.problems,
    ...(route.body === undefined ? [] : bodyProblems),
    ...anyProblem,
  ]);
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      status,
      {
        description: sharing.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join('; '),
        content: { 'application/problem+json': { schema: jsonSchema(Problem) } },
      },
    ]),
  );
}

/** A reference for what has a name, the schema itself for the rest. */
function jsonSchema(schema: z.ZodType): Json {
  const known = namedSchemas.get(schema);
  if (known !== undefined) return { $ref: reference(known.id) };
  if (schema instanceof z.ZodUnion) return { anyOf: schema.options.map((option) => jsonSchema(option as z.ZodType)) };
  return withoutIds(z.toJSONSchema(schema, { io: 'input' }));
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(namedSchemas, { io: 'input', uri: reference });
  return Object.fromEntries(
    Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, schema]) => [id, withoutIds(schema)]),
  );
}

function withoutIds(schema: object): Json {
  const { $schema, $id, ...rest } = schema as Record<string, unknown>;
  return rest;
}
