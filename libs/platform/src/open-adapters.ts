import { openEmbedded } from '#libs/adapters/embedded';
import type { AdapterOptions, Adapters } from './adapters.ts';

export { SystemClock } from '#libs/adapters/embedded';

/** Opens the adapters that the configuration chooses; the one place that knows which there are. */
export function openAdapters(options: AdapterOptions): Promise<Adapters> {
  return openEmbedded(options);
}
