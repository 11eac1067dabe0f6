import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { FLEET } from '../load/rollout/measure-rollouts.ts';
import { rolloutPicture } from '../load/rollout/picture.ts';
import type { RolloutResults } from '../load/rollout/results.ts';
import { CAP, ROLLOUT_ROWS, type RolloutRow, STOPPED } from '../load/rollout/rollout-rows.ts';
import { boundOf, capOf, type SimulatedRow, simulateRow } from '../load/rollout/simulate-rows.ts';
import { savedResults } from '../load/saved-results.ts';
import { ROLLOUTS_PAGE, replaced, rolloutsPage } from './rollouts-page.ts';

/** Devices a bad image may get to with `CAP` permits. */
const MOST = 510;
/** Simulations take the computer long, and it may have others to serve. */
const LONG_MS = 600_000;
const simulated = new Map<string, SimulatedRow>();

function simulate(row: RolloutRow): SimulatedRow {
  const known = simulated.get(row.name) ?? simulateRow(row, FLEET);
  simulated.set(row.name, known);
  return known;
}

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');

describe.each(ROLLOUT_ROWS)('an image: $image ($name)', (row) => {
  test(
    'never more devices than there were permits for, and none with two transfers',
    () => {
      const { result } = simulate(row);
      expect(result.touched).toBeLessThanOrEqual(boundOf({ row, result }));
      expect(result.mostPermits).toBeLessThanOrEqual(capOf(row));
      expect(result.doubleDownloads).toBe(0);
    },
    LONG_MS,
  );
});

test.each(ROLLOUT_ROWS.filter(({ name }) => STOPPED.has(name)))(
  'what is bad everywhere stops at the cap: $image ($name)',
  (row) => {
    const { result } = simulate(row);
    expect(result.touched).toBeGreaterThan(0);
    expect(result.touched).toBeLessThanOrEqual(MOST);
    expect(result.succeeded).toBe(0);
    expect(result.bricked).toBeLessThanOrEqual(MOST);
    expect(result.waiting).toBeGreaterThanOrEqual(FLEET - CAP);
  },
  LONG_MS,
);

test(
  'what works gets to every device',
  () => {
    for (const row of ROLLOUT_ROWS.filter(({ name }) => name === 'works' || name === 'careful')) {
      expect(simulate(row).result).toMatchObject({ touched: FLEET, succeeded: FLEET, phase: 'completed' });
    }
  },
  LONG_MS,
);

test(
  'the page and its picture are those that the simulation makes',
  async () => {
    const rows = ROLLOUT_ROWS.map(simulate);
    const page = read(ROLLOUTS_PAGE);
    expect(page).toBe(rolloutsPage(page, rows, await savedResults<RolloutResults>('rollout')));
    expect(read('docs/images/rollout.svg')).toBe(rolloutPicture(FLEET, rows));
  },
  LONG_MS,
);

test('only what is between the markers changes', () => {
  const page = 'a\n<!-- generated: table -->\n\nold\n\n<!-- end: table -->\nb\n';
  expect(replaced(page, 'table', 'new')).toBe('a\n<!-- generated: table -->\n\nnew\n\n<!-- end: table -->\nb\n');
  expect(() => replaced('a', 'table', 'new')).toThrow('table');
});
