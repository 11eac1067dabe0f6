import type { z } from 'zod';

/**
 * Marks a member that may hold a secret: `x-secret` in the JSON Schema. Only members of events that stay inside Muster,
 * or that are emptied for everybody outside, may be marked; a test looks for planted secrets.
 */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), 'x-secret': true });
}
