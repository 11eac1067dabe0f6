import { setTimeout as delay } from 'node:timers/promises';
import { cpuTimeUs } from '../cpu-time.ts';
import { residentBytes } from '../resident-bytes.ts';
import type { LoadGenerator } from '../start-load.ts';
import type { FileTarget } from './file-target.ts';
import type { FilesPlan } from './plan.ts';
import type { SlowResult } from './results.ts';

const EVERY_MS = 1_000;
/** Before the slow ones come. */
const QUIET_MS = 2_000;

/** Has thousands of clients that hardly read, and looks at the memory of the server and at what others get meanwhile. */
export async function measureSlow(load: LoadGenerator, target: FileTarget, plan: FilesPlan): Promise<SlowResult> {
  const { clients, bytesPerS, holdMs } = plan.slow;
  const pid = target.pids.server ?? 0;
  const paths = target.paths(clients + plan.clients);
  const fast = {
    port: target.port,
    paths: paths.slice(clients),
    size: plan.imageBytes,
    keepAlive: false,
    pids: target.pids,
    window: plan,
  };
  const alone = await load.fetch(fast);
  const watch = watchMemory(target, pid);
  await delay(QUIET_MS);
  const before = { wallUs: performance.now() * 1_000, cpuUs: cpuTimeUs(pid) };
  await load.holdSlow({ port: target.port, paths: paths.slice(0, clients), bytesPerS });
  const heldAt = watch.memory.length;
  const heldMs = performance.now();
  await delay(holdMs / 2);
  const quiet = { wallUs: performance.now() * 1_000, cpuUs: cpuTimeUs(pid) };
  const others = await load.fetch(fast);
  await delay(Math.max(0, heldMs + holdMs - performance.now()));
  const { alive, bytes } = await load.dropSlow();
  return {
    clients,
    alive,
    bytesPerS: bytes / clients / ((performance.now() - heldMs) / 1_000),
    memory: await watch.end(),
    heldAt,
    serverShare: (quiet.cpuUs - before.cpuUs) / (quiet.wallUs - before.wallUs),
    others,
    alone,
  };
}

function watchMemory(target: FileTarget, pid: number) {
  const memory: SlowResult['memory'][number][] = [];
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const heapBytes = await target.heapBytes?.();
      memory.push({ residentBytes: residentBytes(pid), ...(heapBytes !== undefined && { heapBytes }) });
      await delay(EVERY_MS);
    }
  })();
  return {
    memory: memory as readonly SlowResult['memory'][number][],
    async end() {
      isOver = true;
      await watching;
      return memory;
    },
  };
}
