import type { z } from 'zod';
import type { ConfigFragment } from './config-fragment.ts';

/** One setting as the reference and the messages speak of it. */
export interface SettingDescription {
  readonly name: string;
  /** Completes “must be …”. */
  readonly allowed: string;
  /** As an operator would write it; undefined when there is none. */
  readonly defaultText: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
  readonly meaning: string;
}

/** Every setting of a fragment, in the order of its declaration. */
export function describeSettings(fragment: ConfigFragment): readonly SettingDescription[] {
  return Object.entries(fragment.schema.shape).map(([name, schema]) => describeSetting(name, schema));
}

function describeSetting(name: string, schema: z.ZodType): SettingDescription {
  const layers = unwrapped(schema);
  const meta = Object.assign({}, ...layers.toReversed().map((layer) => layer.meta() ?? {}));
  return {
    name,
    allowed: typeof meta.allowed === 'string' ? meta.allowed : 'text',
    defaultText: layers.map(defaultText).find((found) => found !== undefined),
    required: !schema.safeParse(undefined).success,
    secret: meta.secret === true,
    meaning: typeof meta.description === 'string' ? meta.description : '',
  };
}

/** The schema and what `.default()` and `.optional()` wrapped, outermost first: the type's words sit on the inner one. */
function unwrapped(schema: z.ZodType): readonly z.ZodType[] {
  const inner: unknown = Reflect.get(schema._zod.def, 'innerType');
  return isSchema(inner) ? [schema, ...unwrapped(inner)] : [schema];
}

function isSchema(value: unknown): value is z.ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value;
}

function defaultText(schema: z.ZodType): string | undefined {
  const value: unknown = Reflect.get(schema._zod.def, 'defaultValue');
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return String(value);
}
