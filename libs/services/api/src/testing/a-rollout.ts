import { type Execution, newExecution, type RolloutId, timestamp } from '#libs/domain';
import type { RunningApi } from './running-api.ts';

const DAY_MS = 86_400_000;

/** A document for all devices; `image` has to be there. */
export function aDocument(image: string, change: object = {}) {
  return {
    image,
    target: { filter: {}, mode: 'frozen' },
    waves: [{ size: { devices: 1 }, gate: true }, { size: { percent: 100 } }],
    permits: { cap: 10 },
    deadlineAt: timestamp(Date.now() + DAY_MS),
    ...change,
  };
}

/** An image in the catalogue, which is all that rollouts ask for. */
export async function anImage(api: RunningApi, version: string, change: object = {}): Promise<string> {
  const id = [...version]
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padStart(64, '0');
  await api.adapters.imageCatalog.add({
    id,
    revision: 0,
    name: 'Gateway',
    version,
    aliases: [],
    fileType: '1 Firmware Upgrade Image',
    size: 1_000,
    fits: [{}],
    releaseNotes: '',
    state: 'released',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...change,
  });
  return id;
}

/** A device as it comes into a wave, and then as `change` says; there are permits for it. */
export async function enrolled(
  api: RunningApi,
  rollout: string,
  deviceId: Execution['deviceId'],
  change: Partial<Execution> = {},
): Promise<void> {
  const { executionStore } = api.adapters;
  const { wave = 1, bucket = 0 } = change;
  const id = rollout as RolloutId;
  const now = timestamp(Date.now());
  const fresh = { rollout: id, deviceId, wave, bucket, cell: 'Acme/Sim/A/1.0', groups: [], now, deadlineAt: now };
  await executionStore.setPermits({ rollout: id, wave, bucket, cap: 10, tolerance: 0 });
  await executionStore.enrol([newExecution(fresh)]);
  const loaded = await executionStore.find(deviceId, id);
  if (loaded === undefined) throw new Error(`${deviceId} is held by another rollout`);
  if (Object.keys(change).length > 0) await executionStore.change({ ...loaded, ...change });
}
