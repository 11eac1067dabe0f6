import type { Seal } from '#libs/domain';
import type { Adapter } from '#libs/testing/port-contracts';
import { type EmbeddedAdapters, openEmbedded } from '../open-embedded.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One port of an embedded muster on a folder of its own, for the contracts. */
export async function embeddedPort<P>(pick: (adapters: EmbeddedAdapters) => P, seal?: Seal): Promise<Adapter<P>> {
  const folder = temporaryFolder();
  const open = () => openEmbedded({ dataDir: folder.path, ...(seal && { seal }) });
  let adapters = await open();
  return {
    port: pick(adapters),
    async reopen() {
      await adapters.close();
      adapters = await open();
      return pick(adapters);
    },
    async close() {
      await adapters.close();
      folder.remove();
    },
  };
}
