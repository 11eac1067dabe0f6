import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiClient } from '../harness/api-client.ts';
import { spawnAcs } from '../harness/spawn-acs.ts';
import type { MortalStage } from './stage.ts';

/** `apps/muster` as a process of its own, on embedded adapters. */
export async function processStage(): Promise<MortalStage & { stop(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-scenarios-'));
  let acs = await spawnAcs(dataDir);
  return {
    api: new ApiClient(() => acs.httpUrl),
    cwmpUrl: () => acs.cwmpUrl,
    killDecider: () => acs.kill(),
    async replaceDecider() {
      acs = await spawnAcs(dataDir);
    },
    async stop() {
      await acs.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
