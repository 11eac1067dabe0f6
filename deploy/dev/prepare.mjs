// Makes a fresh clone runnable: installs the packages when they are missing or out of date, and builds.
// Runs under whatever Node is installed (18 or newer), before any package is there: built-in modules only.
//   node deploy/dev/prepare.mjs [--install-only]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process, { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const neededMajor = 24;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const at = (...parts) => path.join(root, ...parts);
const stampFile = at('node_modules/.muster-install');

try {
  install();
  requireNode();
  if (!process.argv.includes('--install-only')) build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

function install() {
  const lock = readFileSync(at('package-lock.json'), 'utf8');
  const stamp = createHash('sha256').update(lock).digest('hex');
  if (textOf(stampFile) === stamp) return;
  if (!isInstalled(lock)) {
    const first = !existsSync(at('node_modules'));
    const why = first ? 'first start, about a minute' : 'package-lock.json has changed, about a minute';
    console.log(`Installing packages (${why}) …`);
    run('npm', ['ci', '--no-audit', '--no-fund'], 'Installing the packages failed: see above.', systemPath());
  }
  writeFileSync(stampFile, stamp);
}

/** Whether npm's own record of what it installed has everything that the lock file asks for on this platform. */
function isInstalled(lock) {
  const record = textOf(at('node_modules/.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lock).packages).every(([place, wanted]) => {
    const found = installed[place];
    if (found === undefined) return place === '' || wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** On Linux the packages bring the right Node; elsewhere the installed one has to do. */
function requireNode() {
  if (existsSync(at('node_modules/.bin/node'))) return;
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return;
  throw new Error(
    `Muster needs Node ${neededMajor} or newer, and this is ${process.version}. On Linux (x64, arm64) it comes with the ` +
      `packages; on ${process.platform}-${process.arch} install it from https://nodejs.org and start again.`,
  );
}

function build() {
  if (!existsSync(at('dist'))) console.log('Building (first start, a few seconds) …');
  // The compiler itself rather than its launcher: a check that finds nothing to do then takes a tenth of a second.
  const native = at(`node_modules/@typescript/typescript-${process.platform}-${process.arch}/lib/tsc`);
  const failed = 'The build failed: see above.';
  if (existsSync(native)) run(native, ['-b'], failed);
  else run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-b'], failed);
}

function run(command, args, failure, environment = env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment });
  if (error) throw new Error(`${failure} (${error.message})`);
  if (status !== 0) throw new Error(failure);
}

/** npm must not run on the Node inside the folder that it is about to replace. */
function systemPath() {
  const inside = at('node_modules');
  const kept = (env.PATH ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(inside));
  return { ...env, PATH: kept.join(path.delimiter) };
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
