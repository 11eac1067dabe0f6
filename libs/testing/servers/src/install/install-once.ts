import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { withFileLock } from './file-lock.ts';

/**
 * Fills `folder` by `build` unless it is there, and returns it. The folder appears complete or not at all, and is
 * built once also when several processes ask for it at the same time.
 */
export async function installOnce(folder: string, build: (unfinished: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  return withFileLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    await removeUnfinished(folder);
    const unfinished = await mkdtemp(`${folder}.part-`);
    try {
      await build(unfinished);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    return folder;
  });
}

/** What an installation that was killed has left. Safe under the lock only. */
async function removeUnfinished(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith(`${path.basename(folder)}.part-`));
  for (const name of leftovers) await rm(path.join(parent, name), { recursive: true, force: true });
}
