import type { Timestamp } from '../device/device.ts';
import type { ConcludedPlan } from './conclude-plan.ts';
import { isLearning } from './make-plan.ts';
import type { Budget } from './sync.ts';

export interface DailyLimits {
  readonly changesPerDay: number;
  readonly deletesPerDay: number;
  readonly rebootsPerDay: number;
}

/** What is left of today's budget; `day` of another day is a budget of its own. */
export function budgetOf(known: Budget, now: Timestamp): Budget {
  const day = now.slice(0, 10);
  return known.day === day ? known : { day, changes: 0, deletes: 0, reboots: 0 };
}

/** Only what was done is counted; what was kept of another day stays, for as long as there is nothing to count. */
export function budgetAfter(known: Budget, concluded: ConcludedPlan | undefined, now: Timestamp): Budget {
  if (concluded === undefined || isLearning(concluded.plan) || wasNotBegun(concluded)) return known;
  const budget = budgetOf(known, now);
  const { steps } = concluded.plan;
  const deleted = new Set(concluded.report.deleted);
  const unnamed = steps.filter((step) => step.do === 'delete' && step.row === undefined && deleted.has(step.object));
  return {
    ...budget,
    changes: budget.changes + 1,
    deletes: budget.deletes + unnamed.length,
    reboots: budget.reboots + (steps.at(-1)?.do === 'reboot' ? 1 : 0),
  };
}

/** It was replaced before anything came of it. */
function wasNotBegun({ report, rows, unfinished, failure }: ConcludedPlan): boolean {
  const told = [...Object.keys(report.set), ...Object.keys(rows), ...report.deleted, ...report.refused];
  return unfinished === true && failure === undefined && told.length === 0;
}
