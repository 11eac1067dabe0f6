import { z } from 'zod';

/** The settings of one role: full environment names (`MUSTER_…`) to described schemas that read text. */
export type ConfigShape = Readonly<Record<`MUSTER_${string}`, z.ZodType>>;

/** A named group of settings; the reference table has one section per fragment. */
export interface ConfigFragment<Shape extends ConfigShape = ConfigShape> {
  readonly name: string;
  readonly schema: z.ZodObject<Shape>;
}

/** The typed values of a fragment, keyed by environment name. */
export type ConfigOf<Fragment extends ConfigFragment> = Readonly<z.output<Fragment['schema']>>;

/**
 * Declares the settings of a role. Every setting should carry a default (or `.optional()`) and a `.describe(…)` text,
 * because both go into the reference that operators read.
 */
export function defineConfig<Shape extends ConfigShape>(name: string, shape: Shape): ConfigFragment<Shape> {
  return { name, schema: z.object(shape) };
}
