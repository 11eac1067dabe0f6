import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** What is measured gets the first core for itself, the load generator the second, with all that has to be somewhere. */
const CORES = { server: 0, load: 1 } as const;

/** Puts a command and all its threads on one core. */
export function pinnedTo(what: keyof typeof CORES): readonly string[] {
  return ['taskset', '-c', String(CORES[what])];
}

/** Puts a process that runs already, with all its threads, on one core. */
export function pin(pid: number, what: keyof typeof CORES): void {
  const { status } = spawnSync('taskset', ['-a', '-p', '-c', String(CORES[what]), String(pid)]);
  if (status !== 0) throw new Error(`Process ${pid} could not be put on a core.`);
}

/** Throws where the figures would mean nothing, or can't be had. */
export function requireBenchmarkMachine(): void {
  if (process.platform !== 'linux') throw new Error('The benchmark reads /proc and needs Linux.');
  if (availableParallelism() < 2)
    throw new Error('The benchmark needs two cores: one for the server, one for the load.');
  if (spawnSync('taskset', ['--version']).status !== 0) throw new Error('The benchmark needs taskset (util-linux).');
}

/** The machine in one line. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpu?.model.trim() ?? 'CPU'}, ${memory} GB, Linux ${release()}, Node ${process.version}`;
}
