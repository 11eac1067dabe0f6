import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '#libs/testing/cpe';
import { cpuTimeUs } from '../cpu-time.ts';
import { DoorLine } from './door-line.ts';
import type { DoorOrder, DoorReport } from './door-order.ts';

/** Has CPEs come in as ordered, back to back, and reports on the window. */
export async function runDoor(informs: readonly string[], order: DoorOrder): Promise<DoorReport> {
  const { connections, warmUpMs, windowMs, pid } = order;
  const lines = Array.from(
    { length: connections },
    (_, line) =>
      new DoorLine(
        informs.filter((_inform, index) => index % connections === line),
        order,
      ),
  );
  let sessions = 0;
  let sessionsInAll = 0;
  let took = new LatencyHistogram();
  let goesOn = true;
  const work = lines.map(async (line) => {
    while (goesOn) {
      const startedMs = performance.now();
      await line.session();
      took.add(performance.now() - startedMs);
      sessions++;
      sessionsInAll++;
    }
    line.close();
  });
  const ended = Promise.all(work);
  await Promise.race([ended, delay(warmUpMs)]);
  sessions = 0;
  took = new LatencyHistogram();
  const before = sample(pid, lines);
  await Promise.race([ended, delay(windowMs)]);
  const after = sample(pid, lines);
  const report = {
    sessionsPerS: (sessions / (after.wallUs - before.wallUs)) * 1e6,
    serverUs: (after.serverUs - before.serverUs) / sessions,
    serverShare: (after.serverUs - before.serverUs) / (after.wallUs - before.wallUs),
    loadShare: (after.loadUs - before.loadUs) / (after.wallUs - before.wallUs),
    p50Ms: took.percentile(0.5),
    p99Ms: took.percentile(0.99),
    resumedShare: (after.resumed - before.resumed) / Math.max(1, after.made - before.made),
  };
  goesOn = false;
  await ended;
  return { ...report, sessionsInAll };
}

function sample(pid: number, lines: readonly DoorLine[]) {
  const { user, system } = process.cpuUsage();
  return {
    wallUs: performance.now() * 1_000,
    serverUs: cpuTimeUs(pid),
    loadUs: user + system,
    made: lines.reduce((sum, line) => sum + line.made, 0),
    resumed: lines.reduce((sum, line) => sum + line.resumed, 0),
  };
}
