import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const PREFIX = 'muster-servers-';
const named = new RegExp(`^${PREFIX}(\\d+)-`);

/**
 * A new temporary folder for the data and the logs of servers. Folders of processes that ended without removing
 * theirs (killed, or stopped by Ctrl-C) are removed on the way: a mongod leaves 300 MB behind.
 */
export async function createServerFolder(kind: string): Promise<string> {
  await removeAbandoned();
  return mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-${kind}-`));
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(named.exec(name)?.[1]);
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    // Somebody else's, or just being removed by another process: not worth failing for.
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether there is a process with that id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
