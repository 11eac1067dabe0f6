import { Fingerprint } from '../fingerprint.ts';
import type { Desired, DesiredTable } from './desired.ts';
import { beaconOf, type PlanOrder } from './make-plan.ts';
import type { Plan, PlanStep } from './plan.ts';

/**
 * Reads again all that is declared, whatever is known of it: which rows the tables have, what is in them, and the other
 * parameters. What can't be read back is left out.
 */
export function auditPlan(desired: Desired, order: PlanOrder): Plan {
  const tables = desired.tables.map(({ path }) => path);
  const parameters = desired.settings.filter(({ writeOnly }) => !writeOnly).map(({ path }) => path);
  const forbidden = desired.absent.map(({ path }) => path);
  const lists = [...tables, ...forbidden].map((path) => ({ do: 'list', path, nextLevel: true }) as const);
  const reads: PlanStep[] = [];
  const paths = [...tables, ...parameters];
  for (let from = 0; from < paths.length; from += order.readBatch) {
    reads.push({ do: 'read', paths: paths.slice(from, from + order.readBatch) });
  }
  const steps = [...lists, ...reads];
  const hash = new Fingerprint();
  for (const step of steps) hash.add(JSON.stringify(step));
  return { steps, hash: hash.text(), beacon: beaconOf(order), audit: true };
}

/** Whether there is anything of it that an audit could read. */
export function canBeAudited({ settings, tables, absent }: Desired): boolean {
  const hasRows = ({ rows, prune }: DesiredTable) => rows.length > 0 || prune !== 'none';
  return tables.some(hasRows) || absent.length > 0 || settings.some(({ writeOnly }) => !writeOnly);
}
