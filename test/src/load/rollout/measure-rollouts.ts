import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROLLOUTS_PAGE, rolloutsPage } from '../../docs/rollouts-page.ts';
import { PROJECT_ROOT } from '../../harness/spawn-acs.ts';
import { saveImage } from '../save-image.ts';
import { savedResults, saveResults } from '../saved-results.ts';
import { rolloutPicture } from './picture.ts';
import type { RolloutResults } from './results.ts';
import { MILLION_ROWS, ROLLOUT_ROWS, type RolloutRow } from './rollout-rows.ts';
import { rolloutTable } from './section.ts';
import { type SimulatedRow, simulateRow } from './simulate-rows.ts';

/** Of the table that a test repeats. */
export const FLEET = 100_000;
const LARGE_FLEET = 1_000_000;
const QUICK_PART = 20;

/** Simulates the rollouts of both tables; quick: over a twentieth of the devices. The page has the first one before the second is run. */
export async function measureRollouts(
  { quick, writeDocs }: { readonly quick: boolean; readonly writeDocs: boolean },
  onStep: (what: string) => void,
  show: (text: string) => void,
): Promise<void> {
  const part = quick ? QUICK_PART : 1;
  const run = (rows: readonly RolloutRow[], devices: number): readonly SimulatedRow[] =>
    rows.map((row) => {
      onStep(`${devices.toLocaleString('en-US')} devices, ${row.name}`);
      return simulateRow(row, devices);
    });
  const simulated = run(ROLLOUT_ROWS, FLEET / part);
  show(rolloutTable(simulated));
  if (writeDocs) await writePage(simulated);
  const before = process.cpuUsage();
  const large = run(MILLION_ROWS, LARGE_FLEET / part);
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1_000_000;
  show(`${rolloutTable(large)}\n\n${cpuSeconds.toFixed(0)} s of CPU for ${large.length} rollouts`);
  if (!writeDocs) return;
  const rows = large.map(({ row, result: { curve: _, ...result } }) => ({ name: row.name, result }));
  await saveResults<RolloutResults>('rollout', { devices: LARGE_FLEET, cpuSeconds, rows });
  await writePage(simulated);
}

async function writePage(simulated: readonly SimulatedRow[]): Promise<void> {
  await saveImage('rollout', rolloutPicture(FLEET, simulated));
  const file = path.join(PROJECT_ROOT, ROLLOUTS_PAGE);
  const saved = await savedResults<RolloutResults>('rollout');
  await writeFile(file, rolloutsPage(await readFile(file, 'utf8'), simulated, saved));
}
