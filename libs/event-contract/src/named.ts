import { z } from 'zod';

/** The schemas that have a name of their own in documents. */
export const namedSchemas = z.registry<{ id: string }>();

/** Gives a schema its name; wherever it is used, documents refer to it. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  namedSchemas.add(schema, { id });
  return schema;
}
