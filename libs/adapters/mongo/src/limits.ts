/** For operations by key. The time MongoDB itself may spend; the wait for the majority comes on top. */
export const BY_KEY = { maxTimeMS: 5_000 } as const;

/** For lists and counts over a fleet. */
export const OVER_ALL = { maxTimeMS: 30_000 } as const;

/** What all schemas have in common: nothing undeclared is looked for, and documents stay as they were written. */
export const SCHEMA_OPTIONS = {
  strict: true,
  strictQuery: 'throw',
  versionKey: false,
  minimize: false,
  autoIndex: false,
} as const;
