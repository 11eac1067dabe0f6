import type { DesiredSetting } from '../desired/desired.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import { sameText } from '../desired/value-text.ts';
import type { Scalar, ValueEntry } from '../profile/profile.ts';
import type { Wishes } from './resolving.ts';

/**
 * What an entry comes to. Of several values that which the device has, in all parameters that it is made of; else the
 * first that it can have. Undefined: there is no value.
 */
export function anyOf(
  { value, oneOf }: ValueEntry,
  tree: ReportedTree,
  resolve: (value: Scalar) => Wishes,
): Wishes | undefined {
  if (oneOf === undefined) return value === undefined ? undefined : resolve(value);
  const all = oneOf.map(resolve);
  const possible = all.filter(({ unmet }) => unmet.length === 0);
  return possible.find((wishes) => isHad(wishes, tree)) ?? possible[0] ?? all[0];
}

function isHad({ settings, tables }: Wishes, tree: ReportedTree): boolean {
  return settings.length > 0 && tables.length === 0 && settings.every((setting) => isSo(setting, tree));
}

function isSo({ path, value }: DesiredSetting, tree: ReportedTree): boolean {
  const reported = tree.get(path);
  if (reported?.value === undefined || value.kind !== 'plain') return false;
  return sameText(value.text, reported.value, reported.type);
}
