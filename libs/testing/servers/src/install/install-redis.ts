import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { installOnce } from './install-once.ts';
import { canInstallPackages, installPackages } from './require-commands.ts';
import { findCommand, runCommand } from './run-command.ts';
import { unpackPackage, withLibraries } from './unpack-packages.ts';

const OLDEST_MAJOR = 7;

// Not `redis-server`, which would start a service: this package has the same program under the name of a tool, and
// the name it is started by decides what it does.
const DEBIAN_PACKAGE = 'redis-tools';
const SAME_PROGRAM = 'redis-check-rdb';

/** The commands that run an installed Redis. */
export interface RedisInstallation {
  readonly server: readonly string[];
  readonly cli: readonly string[];
}

/** Finds an installed Redis (7 or newer), else gets Debian's into the cache; nothing is installed as a service. */
export async function installRedis(): Promise<RedisInstallation> {
  const installed = { server: ['redis-server'], cli: ['redis-cli'] };
  if (await runs(installed)) return installed;
  const folder = await installOnce(path.join(cacheFolder, `redis-${OLDEST_MAJOR}`), build);
  return unpackedIn(folder);
}

async function build(folder: string): Promise<void> {
  const reasons: unknown[] = [];
  for (const way of [unpackPackages, linkToPackage]) {
    try {
      await rm(path.join(folder, 'usr'), { recursive: true, force: true });
      await way(folder);
      if (await runs(await unpackedIn(folder))) return;
    } catch (error) {
      reasons.push(error);
    }
  }
  const byHand = `Install redis-server ${OLDEST_MAJOR} or newer, or set MUSTER_TEST_REDIS_URL to one that is running.`;
  throw new Error(`Redis could not be installed. ${byHand} ${reasons.join('; ')}`);
}

async function unpackPackages(folder: string): Promise<void> {
  await unpackPackage(DEBIAN_PACKAGE, folder);
  await linkServer(folder, SAME_PROGRAM);
}

/** Installs the package (as root), and links to it. */
async function linkToPackage(folder: string): Promise<void> {
  if (await canInstallPackages()) await installPackages([DEBIAN_PACKAGE]);
  const [program, cli] = await Promise.all([findCommand(SAME_PROGRAM), findCommand('redis-cli')]);
  if (program === undefined || cli === undefined) throw new Error(`There is no ${DEBIAN_PACKAGE}.`);
  await linkServer(folder, program);
  await symlink(cli, path.join(folder, 'usr/bin/redis-cli'));
}

async function linkServer(folder: string, program: string): Promise<void> {
  await mkdir(path.join(folder, 'usr/bin'), { recursive: true });
  await symlink(program, path.join(folder, 'usr/bin/redis-server'));
}

async function unpackedIn(folder: string): Promise<RedisInstallation> {
  const environment = await withLibraries(folder);
  const program = (name: string): readonly string[] => [...environment, path.join(folder, 'usr/bin', name)];
  return { server: program('redis-server'), cli: program('redis-cli') };
}

async function runs({ server, cli }: RedisInstallation): Promise<boolean> {
  try {
    const version = await runCommand('env', [...server, '--version']);
    await runCommand('env', [...cli, '--version']);
    return Number(/ v=(\d+)\./.exec(version)?.[1]) >= OLDEST_MAJOR;
  } catch {
    return false;
  }
}
