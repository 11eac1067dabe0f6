import { z } from 'zod';

/** The schemas that have a name of their own in the OpenAPI document. */
export const namedSchemas = z.registry<{ id: string }>();

/** Gives a schema its name in the document; wherever it is used, the document refers to it. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  namedSchemas.add(schema, { id });
  return schema;
}
