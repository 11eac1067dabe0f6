import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnAcs } from '../../harness/spawn-acs.ts';
import { untilIdle } from '../acs-state.ts';
import { freePort, Inspector, inspectorOptions } from '../inspector.ts';
import type { LoadGenerator } from '../start-load.ts';

export interface MemoryReport {
  readonly sessions: number;
  /** Heap that an open session takes, in bytes, with all that the ACS keeps in memory about its device. */
  readonly bytesPerSession: number;
  /** As much again is kept when every device has opened a second session: nothing stays behind of the first. */
  readonly bytesAfterSecond: number;
}

/** Opens sessions of devices that were never seen before, and compares the heap. */
export async function measureMemory(
  load: LoadGenerator,
  sessions: number,
  prefix: readonly string[],
): Promise<MemoryReport> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const inspectorPort = await freePort();
  const env = {
    NODE_OPTIONS: inspectorOptions(inspectorPort),
    // No session may end before it was counted.
    MUSTER_CWMP_SESSION_TIMEOUT_MS: '3600000',
    MUSTER_SHUTDOWN_TIMEOUT_MS: '0',
    // First contacts come faster than provisioning can decide about them: that is not what is measured.
    MUSTER_GATEWAY_MAX_OPENING: '1000000',
    MUSTER_GATEWAY_OPENING_TARGET_MS: '10m',
  };
  const acs = await spawnAcs(dataDir, env, prefix);
  try {
    const inspector = await Inspector.connect(inspectorPort);
    const open = async (count: number): Promise<number> => {
      await load.open({ port: acs.cwmpPort, count });
      await untilIdle(acs.httpUrl);
      return inspector.heapUsed();
    };
    // What the first sessions compile and cache is not theirs.
    const before = await open(WARM_UP);
    const after = await open(sessions + WARM_UP);
    const again = await open(sessions + WARM_UP);
    inspector.close();
    return {
      sessions,
      bytesPerSession: (after - before) / sessions,
      bytesAfterSecond: (again - before) / sessions,
    };
  } finally {
    await acs.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const WARM_UP = 500;
