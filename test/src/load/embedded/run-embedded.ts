import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AcsProcess, spawnAcs } from '../../harness/spawn-acs.ts';
import { databaseBytes } from '../acs-state.ts';
import type { DiscoverReport } from '../discover-fleet.ts';
import { pinnedTo } from '../machine.ts';
import { measurePaced, measureRounds, type Rounds, type Target } from '../measure-sessions.ts';
import { BARE, type BareProcess, startBare } from '../start-bare.ts';
import type { LoadGenerator } from '../start-load.ts';
import { measureMemory } from './measure-memory.ts';
import type { Plan } from './plan.ts';
import type { EmbeddedResults } from './results.ts';

interface RunningAcs {
  readonly acs: AcsProcess;
  readonly dataDir: string;
  readonly target: Target;
}

/** Measures everything; the servers run side by side, and one of them has work at a time. */
export async function runEmbedded(
  load: LoadGenerator,
  plan: Plan,
  onStep: (what: string) => void,
): Promise<EmbeddedResults> {
  const prefix = pinnedTo('server');
  const running: RunningAcs[] = [];
  const discovery: DiscoverReport[] = [];
  let bare: BareProcess | undefined;
  try {
    for (const { parameters, devices } of plan.fleets) {
      onStep(`first contact of ${devices} devices with ${parameters} parameters`);
      const one = await startAcs(parameters, prefix);
      running.push(one);
      const { cwmpUrl: url, pid } = one.acs;
      discovery.push(await load.discover({ fleet: one.target.fleet, url, pid, count: devices, parameters }));
    }
    bare = await startBare(prefix);
    const [first] = running;
    const bareTarget = { name: BARE, port: bare.port, pid: bare.pid, fleet: first?.target.fleet ?? '' };
    const targets = [bareTarget, ...running.map(({ target }) => target)];
    const sizeBefore = await sizeOf(running);
    onStep('settled sessions, one connection for all POSTs');
    const keepAlive = await measureRounds(load, targets, { ...plan, use: 'keepAlive', rounds: plan.keepAliveRounds });
    const logBytes = (await sizeOf(running)) - sizeBefore;
    onStep('settled sessions, a new connection for every POST');
    const perPost = await measureRounds(load, targets, { ...plan, use: 'perPost', rounds: plan.perPostRounds });
    onStep('settled sessions at 70 % of the highest rate');
    const paced = await measurePaced(load, targets, plan, keepAlive);
    onStep('memory of open sessions');
    const memory = await measureMemory(load, plan.openSessions, prefix);
    const logBytesPerSession = logBytes / sessionsOf(keepAlive);
    return { keepAlive, perPost, paced, discovery, memory, logBytesPerSession };
  } finally {
    bare?.stop();
    for (const { acs, dataDir } of running) {
      await acs.terminate();
      await rm(dataDir, { recursive: true, force: true });
    }
  }
}

async function startAcs(parameters: number, prefix: readonly string[]): Promise<RunningAcs> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const acs = await spawnAcs(dataDir, {}, prefix);
  const { pid, cwmpPort: port, httpUrl } = acs;
  return {
    acs,
    dataDir,
    target: {
      name: `Muster, ${parameters.toLocaleString('en-US')} parameters`,
      port,
      pid,
      fleet: String(parameters),
      httpUrl,
    },
  };
}

async function sizeOf(running: readonly RunningAcs[]): Promise<number> {
  const sizes = await Promise.all(running.map(({ dataDir }) => databaseBytes(dataDir)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Those of the bare server are not in any log. */
function sessionsOf(rounds: Rounds): number {
  let sessions = 0;
  for (const [name, runs] of Object.entries(rounds))
    if (name !== BARE) for (const run of runs) sessions += run.sessionsInAll;
  return sessions;
}
