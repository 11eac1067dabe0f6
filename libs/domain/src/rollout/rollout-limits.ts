export const ROLLOUT_LIMITS = {
  waves: 50,
  windows: 50,
  checks: 50,
  /** Values a check may find. */
  values: 50,
  groups: 4,
  devices: 100_000_000,
  cap: 1_000_000,
  /** A year. */
  minutes: 366 * 24 * 60,
  retries: 20,
  priority: 1_000_000,
  description: 2_000,
  /** Characters of a name, a path or a value. */
  name: 256,
  /** Characters of a filter as JSON. */
  filter: 64 * 1_024,
} as const;
