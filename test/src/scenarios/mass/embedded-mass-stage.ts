import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BucketCounter } from '#libs/domain';
import { startRole } from '../../cluster/role-process.ts';
import { PATIENT } from '../../cluster/start-cluster.ts';
import { ApiClient } from '../../harness/api-client.ts';
import { freePort } from '../../harness/free-port.ts';
import { FEW_TRANSFERS, type MassStage } from './mass-stage.ts';

/** `apps/muster` as a process of its own, on embedded adapters. Whoever is killed, all of it is. */
export async function embeddedMassStage(): Promise<MassStage> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-mass-'));
  const port = await freePort();
  let aheadMs = 0;
  const start = () =>
    startRole({
      app: 'muster',
      name: 'muster',
      aheadMs,
      env: {
        ...PATIENT,
        ...FEW_TRANSFERS,
        MUSTER_DATA_DIR: dataDir,
        MUSTER_CWMP_HOST: '127.0.0.1',
        MUSTER_CWMP_PORT: '0',
        MUSTER_FIRMWARE_PORT: String(port),
        MUSTER_FIRMWARE_URL: `http://127.0.0.1:${port}`,
        MUSTER_SHUTDOWN_TIMEOUT_MS: '500',
        MUSTER_LOG_LEVEL: 'info',
      },
    });
  let acs = await start();
  let starting: Promise<unknown> = Promise.resolve();
  return {
    api: new ApiClient(() => acs.httpUrl),
    apiUrl: () => acs.httpUrl,
    cwmpUrl: () => `http://127.0.0.1:${acs.cwmpPort}/`,
    async later(ms) {
      // One that starts has the clock that was there before.
      await starting;
      aheadMs += ms;
      await acs.putForward(ms);
    },
    counters: async (rollout) => storedCounters(path.join(dataDir, 'muster.db'), rollout),
    kill: () => acs.kill(),
    async replace() {
      const next = start();
      starting = next;
      acs = await next;
    },
    async stop() {
      await acs.terminate();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function storedCounters(file: string, rollout: string): readonly BucketCounter[] {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const rows = db.prepare('SELECT document FROM permit_buckets WHERE rollout = ?').all(rollout);
    return rows.map(({ document }) => JSON.parse(String(document)) as BucketCounter);
  } finally {
    db.close();
  }
}
