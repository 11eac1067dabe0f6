import process from 'node:process';
import { progress } from './progress.ts';
import { findCommand, runCommand } from './run-command.ts';

/**
 * Makes sure that programs are installed: `commands` maps each to its Debian package. As root, what is missing is
 * installed; otherwise the error says what to install by hand, and that `insteadGive` may name a server that runs.
 */
export async function requireCommands(commands: Readonly<Record<string, string>>, insteadGive: string): Promise<void> {
  const missing = await missingOf(commands);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((name) => commands[name] ?? name))];
  if (await canInstallPackages()) await installPackages(packages);
  const stillMissing = await missingOf(commands);
  if (stillMissing.length === 0) return;
  const wanted = `${stillMissing.join(', ')} not found: install ${packages.join(', ')} (Debian's names)`;
  throw new Error(`${wanted}, or set ${insteadGive} to a server that is running.`);
}

/** Installs packages of the distribution, without what they only recommend. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  progress(`installing ${packages.join(', ')} …`);
  await runCommand('apt-get', ['update', '-q']);
  const options = ['install', '-q', '-y', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];
  await runCommand('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', ...options, ...packages]);
}

/** Whether this process may install packages of the distribution. */
export async function canInstallPackages(): Promise<boolean> {
  return process.getuid?.() === 0 && (await findCommand('apt-get')) !== undefined;
}

async function missingOf(commands: Readonly<Record<string, string>>): Promise<string[]> {
  const names = Object.keys(commands);
  const found = await Promise.all(names.map(findCommand));
  return names.filter((_, index) => found[index] === undefined);
}
