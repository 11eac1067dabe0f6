import { running } from './running.ts';

/** Stops what the global setup has started. */
export default async function globalTeardown(): Promise<void> {
  await running.servers?.stop();
}
