import { z } from 'zod';
import { EVENTS, type EventTypeName, eventDefinition } from './events.ts';
import { named, namedSchemas } from './named.ts';

/** A JSON Schema. Only words are used that draft 7 and draft 2020-12 understand alike. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface EventSchemas {
  /** Of the data of each event. */
  readonly events: Readonly<Record<EventTypeName, JsonSchema>>;
  /** What several events refer to. */
  readonly shared: Readonly<Record<string, JsonSchema>>;
}

for (const [id, { schema }] of Object.entries(EVENTS)) named(id, schema);

/** The JSON Schemas of all events; `reference` says where a schema of a name is to be found in the document. */
export function eventSchemas(reference: (name: string) => string): EventSchemas {
  const { schemas } = z.toJSONSchema(namedSchemas, {
    // What a reader must accept: members of later versions too.
    io: 'input',
    uri: reference,
    override: ({ jsonSchema }) => {
      // Every integer fits into a double; the limits would only hide what there is to read.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const all = Object.entries(schemas).map(([name, schema]) => [name, withoutIds(schema)] as const);
  const isEvent = ([name]: readonly [string, unknown]) => eventDefinition(name) !== undefined;
  const shared = all.filter((entry) => !isEvent(entry)).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    events: Object.fromEntries(all.filter(isEvent)) as EventSchemas['events'],
    shared: Object.fromEntries(shared),
  };
}

function withoutIds(schema: object): JsonSchema {
  const { $schema: _, $id: __, ...rest } = schema as Record<string, unknown>;
  return rest;
}
