import type { PermitSpec } from '#libs/domain';
import { type SimulationResult, seededRandom, simulateRollout } from '#libs/testing/rollout-simulation';
import { BARE, type RolloutRow } from './rollout-rows.ts';

export interface SimulatedRow {
  readonly row: RolloutRow;
  readonly result: SimulationResult;
}

/** The same figures at every time and on every machine. */
const SEED = 2026;

export function simulateRow(row: RolloutRow, devices: number): SimulatedRow {
  const result = simulateRollout({
    fleet: { ...row.fleet, devices },
    document: documentOf(row),
    random: seededRandom(SEED),
    ...(row.evaluates === undefined ? {} : { evaluates: row.evaluates }),
  });
  return { row, result };
}

/** The devices that a rollout can't get past: its permits, and those that success and tolerance freed. Each wave has its own. */
export function boundOf({ row, result }: SimulatedRow): number {
  const { waves, permits } = documentOf(row);
  const { cap, tolerance = 0 } = permits;
  return waves.length * cap + result.succeeded + Math.floor(tolerance * result.succeeded);
}

export function capOf(row: RolloutRow): number {
  return documentOf(row).permits.cap;
}

function documentOf({ document }: RolloutRow) {
  const permits: PermitSpec = document?.permits ?? BARE.permits;
  return { ...BARE, ...document, permits, waves: document?.waves ?? BARE.waves };
}
