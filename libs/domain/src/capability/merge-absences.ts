import type { DesiredAbsence, Unmet } from '../desired/desired.ts';
import { conflictBetween } from '../profile/effective-entries.ts';
import type { Ranked, Wishes } from './resolving.ts';

/**
 * What must not be there, and what is wanted below it, exclude each other: the higher priority wins, and of the same
 * priority none does.
 */
export function mergeAbsences({ settings, tables, absent }: Omit<Wishes, 'unmet'>): Wishes {
  const kept: Ranked<DesiredAbsence>[] = [];
  const beaten = new Set<unknown>();
  const unmet: Unmet[] = [];
  const declared = [...settings, ...tables.filter(({ rows }) => rows.some(({ mode }) => mode !== 'forbid'))];
  for (const absences of Map.groupBy(absent, ({ path }) => path).values()) {
    const absence = absences.reduce((highest, each) => (each.priority > highest.priority ? each : highest));
    const rivals = declared.filter(({ path }) => path.startsWith(absence.path));
    const equal = rivals.find(({ priority }) => priority === absence.priority);
    if (rivals.some(({ priority }) => priority > absence.priority)) continue;
    for (const rival of rivals) beaten.add(rival);
    if (equal === undefined) kept.push(absence);
    else unmet.push(conflictBetween(absence.path, [absence, equal]));
  }
  return {
    settings: settings.filter((setting) => !beaten.has(setting)),
    tables: tables.filter((table) => !beaten.has(table)),
    absent: kept,
    unmet,
  };
}
