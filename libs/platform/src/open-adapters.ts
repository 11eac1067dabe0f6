import { openEmbedded } from '#libs/adapters/embedded';
import type { AdapterOptions, Adapters } from './adapters.ts';

export { SystemClock } from '#libs/adapters/embedded';

/** Opens the adapters that the configuration chooses; the one place that knows which there are. */
export async function openAdapters(options: AdapterOptions): Promise<Adapters> {
  const { cluster, ...rest } = options;
  if (cluster === undefined) return openEmbedded(rest);
  // Loaded only where they are used: the clients of three servers cost a second of start-up.
  const { openCluster } = await import('./open-cluster.ts');
  return openCluster(cluster, options);
}
