import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs `work` while no other process holds the lock on `file`. The kernel holds the lock for a child that reads our
 * pipe: it is free again when this process ends, however it ends, so no lock ever goes stale.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const released = once(holder, 'close');
  const refused = released.then(
    () => {
      throw new Error(`The lock ${file} could not be taken.`);
    },
    (cause: unknown) => {
      throw new Error('flock not found: install util-linux.', { cause });
    },
  );
  await Promise.race([once(holder.stdout, 'data'), refused]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await released;
  }
}
