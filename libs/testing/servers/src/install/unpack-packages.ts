import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { progress } from './progress.ts';
import { runCommand } from './run-command.ts';

/** Unpacks a package of Debian into a folder, with those it needs that are missing here; nothing is installed. */
export async function unpackPackage(name: string, folder: string): Promise<void> {
  progress(`fetching ${name} with apt-get …`);
  const plan = await runCommand('apt-get', ['-s', 'install', '--no-install-recommends', name]);
  const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  await runCommand('apt-get', ['download', '-q', ...packages], folder);
  for (const file of await readdir(folder)) {
    if (file.endsWith('.deb')) await runCommand('dpkg', ['-x', file, '.'], folder);
  }
}

/** Runs a program that was unpacked there: its libraries are there, too. */
export async function withLibraries(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const libraries = names
    .filter((name) => /\.so(\.|$)/.test(name))
    .map((name) => path.join(folder, path.dirname(name)));
  return ['env', `LD_LIBRARY_PATH=${[...new Set(libraries)].join(':')}`];
}
