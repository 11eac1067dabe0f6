import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { benchmarksPage } from './benchmarks-page.ts';
import { pinnedTo, requireBenchmarkMachine } from './machine.ts';
import { FULL, QUICK } from './plan.ts';
import { report } from './report.ts';
import { runPlan } from './run-plan.ts';
import { startLoad } from './start-load.ts';
import { warnings } from './warnings.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, 'write-docs': { type: 'boolean', default: false } },
});

requireBenchmarkMachine();
const load = startLoad(pinnedTo('load'));
const results = await runPlan(load, values.quick ? QUICK : FULL, (what) => process.stderr.write(`${what} …\n`));
load.stop();
process.stdout.write(`\n${report(results)}\n`);
for (const warning of warnings(results)) process.stdout.write(`\nWarning: ${warning}\n`);
if (values['write-docs'])
  await writeFile(path.join(PROJECT_ROOT, 'docs/benchmarks.md'), benchmarksPage(results, new Date()));
