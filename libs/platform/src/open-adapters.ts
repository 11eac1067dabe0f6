import { openEmbedded } from '#libs/adapters/embedded';
import type { DeviceId } from '#libs/domain';
import type { AdapterOptions, Adapters } from './adapters.ts';

export { SystemClock } from '#libs/adapters/embedded';

/** Opens the adapters that the configuration chooses; the one place that knows which there are. */
export async function openAdapters(options: AdapterOptions): Promise<Adapters> {
  const { cluster, ...rest } = options;
  if (cluster === undefined) {
    const embedded = await openEmbedded(rest);
    const check = async () => {
      await embedded.deviceStore.get('readiness' as DeviceId);
    };
    return { ...embedded, dependencies: [{ name: 'data folder', gives: ['bus', 'sessions', 'documents'], check }] };
  }
  // Loaded only where they are used: the clients of three servers cost a second of start-up.
  const { openCluster } = await import('./open-cluster.ts');
  return openCluster(cluster, options);
}
