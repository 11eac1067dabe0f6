import type { DesiredSetting, Unmet } from '../desired/desired.ts';
import { conflictBetween } from '../profile/effective-entries.ts';
import type { Ranked } from './resolving.ts';
import { valueText } from './wish-text.ts';

export interface Merged<T> {
  readonly merged: readonly T[];
  readonly conflicts: readonly Unmet[];
}

/** What takes care of more comes first. */
const MODES = ['enforce', 'seed', 'observe'] as const;

/** One wish for each parameter: that of the highest priority, or none where two of them want different things. */
export function mergeSettings(settings: readonly Ranked<DesiredSetting>[]): Merged<Ranked<DesiredSetting>> {
  const merged: Ranked<DesiredSetting>[] = [];
  const conflicts: Unmet[] = [];
  for (const [path, wishes] of Map.groupBy(settings, (setting) => setting.path)) {
    const highest = highestOf(wishes);
    const [first] = highest;
    const other = highest.find((wish) => isContrary(first, wish));
    if (other !== undefined) conflicts.push(conflictBetween(path, [first, other]));
    else merged.push(together(highest));
  }
  return { merged, conflicts };
}

/** Those of the highest priority, in the order in which they came. */
export function highestOf<T extends { readonly priority: number }>(wishes: readonly T[]): readonly [T, ...T[]] {
  const priority = wishes.reduce((highest, wish) => Math.max(highest, wish.priority), Number.NEGATIVE_INFINITY);
  return wishes.filter((wish) => wish.priority === priority) as unknown as readonly [T, ...T[]];
}

function isContrary(one: DesiredSetting, other: DesiredSetting): boolean {
  if (valueText(one, true) !== valueText(other, true)) return true;
  const [a, b] = [one.notification, other.notification];
  return a !== undefined && b !== undefined && a !== b;
}

/** Capabilities that share a parameter may want it in different modes: the same value is no conflict. */
function together(wishes: readonly [Ranked<DesiredSetting>, ...Ranked<DesiredSetting>[]]): Ranked<DesiredSetting> {
  const [first] = wishes;
  const mode = MODES.find((each) => wishes.some((wish) => wish.mode === each)) ?? first.mode;
  const notification = wishes.find((wish) => wish.notification !== undefined)?.notification;
  return {
    ...first,
    mode,
    ...(notification === undefined ? {} : { notification }),
    writeOnly: wishes.some(({ writeOnly }) => writeOnly),
    risky: wishes.some(({ risky }) => risky),
  };
}
