import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { installOnce } from './install-once.ts';
import { findCommand, runCommand } from './run-command.ts';
import { unpackPackage, withLibraries } from './unpack-packages.ts';

const DEBIAN_PACKAGE = 'nginx-light';

/** The command that runs nginx: an installed one, else Debian's, unpacked into the cache. Rejects when there is neither. */
export async function installNginx(): Promise<readonly string[]> {
  const installed = await findCommand('nginx');
  if (installed !== undefined) return [installed];
  try {
    const folder = await installOnce(path.join(cacheFolder, 'nginx'), (unfinished) => unpackChecked(unfinished));
    return unpackedIn(folder);
  } catch (error) {
    throw new Error(`nginx could not be had. Install ${DEBIAN_PACKAGE}. ${error}`, { cause: error });
  }
}

async function unpackChecked(folder: string): Promise<void> {
  await unpackPackage(DEBIAN_PACKAGE, folder);
  const [program = '', ...args] = await unpackedIn(folder);
  await runCommand(program, [...args, '-v']);
}

async function unpackedIn(folder: string): Promise<readonly string[]> {
  return [...(await withLibraries(folder)), path.join(folder, 'usr/sbin/nginx')];
}
