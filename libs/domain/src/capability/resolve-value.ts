import type { DesiredRow, DesiredRowValue, DesiredSetting, DesiredValue } from '../desired/desired.ts';
import { itemsOf } from '../desired/list-value.ts';
import { valueProblem } from '../desired/value-check.ts';
import { isRiskyPath } from '../device/risky-path.ts';
import { Fingerprint } from '../fingerprint.ts';
import type { EffectiveValue } from '../profile/effective-entry.ts';
import type { Scalar } from '../profile/profile.ts';
import { anyOf } from './any-of.ts';
import { applyRule, badValue, notSupported, type Refusal } from './apply-rule.ts';
import type { Assignment, RowsMapping, ValueCapability, ValueMapping } from './capability.ts';
import { fitProblem, spelled } from './fit-value.ts';
import { NOTIFICATION_CODES } from './notification-codes.ts';
import { resolveColumn } from './resolve-column.ts';
import { filled, isWriteOnly, NO_WISHES, type Ranked, type Resolving, unmet, type Wishes } from './resolving.ts';
import { isTableThere } from './table-samples.ts';

type Way = Wishes | { readonly refusal: Refusal };

/** A value capability in the parameters of the device: by the first way whose parameters the CPE lists. */
export function resolveValue(
  name: string,
  capability: ValueCapability,
  effective: EffectiveValue,
  at: Resolving,
): Wishes {
  const { entry, mode, source } = effective;
  if (mode === 'forbid') return unmet(name, badValue('only tables and rows can be forbidden').refusal, source);
  return (
    anyOf(entry, at.tree, (value) => resolveOne(name, capability, effective, value, at)) ??
    unmet(name, badValue('no value is given').refusal, source)
  );
}

function resolveOne(
  name: string,
  capability: ValueCapability,
  effective: EffectiveValue,
  declared: Scalar,
  at: Resolving,
): Wishes {
  const refused = (refusal: Refusal): Wishes => unmet(name, refusal, effective.source);
  const read = filled(declared, at);
  if ('refusal' in read) return refused(read.refusal);
  const problem = read.value.kind === 'plain' ? valueProblem(read.value.text, capability) : undefined;
  if (problem !== undefined) return refused(badValue(problem).refusal);
  const wish = { name, capability, effective, value: spelled(read.value, capability) };
  const refusals: Refusal[] = [];
  for (const mapping of at.catalog.valueMappings(name)) {
    const way = resolveWay(mapping, wish, at);
    if (!('refusal' in way)) return way;
    refusals.push(way.refusal);
  }
  // A way whose parameters are there says more about this device than one whose are not.
  const telling = refusals.find(({ reason }) => reason !== 'not_supported') ?? refusals[0];
  return refused(telling ?? notSupported(`no parameter for it is known in ${at.catalog.modelName}`).refusal);
}

interface ValueWish {
  readonly name: string;
  readonly capability: ValueCapability;
  readonly effective: EffectiveValue;
  readonly value: DesiredValue;
}

function resolveWay(mapping: ValueMapping, wish: ValueWish, at: Resolving): Way {
  if (mapping.rows !== undefined) return listRows(mapping.rows, wish, at);
  const settings: Ranked<DesiredSetting>[] = [];
  for (const assignment of mapping.set) {
    const made = resolveAssignment(assignment, wish, at);
    if ('refusal' in made) return made;
    if ('setting' in made) settings.push(made.setting);
  }
  return { ...NO_WISHES, settings };
}

function resolveAssignment(
  assignment: Assignment,
  { capability, effective, value }: ValueWish,
  at: Resolving,
): { readonly setting: Ranked<DesiredSetting> } | { readonly leave: true } | { readonly refusal: Refusal } {
  const located = at.locator.resolve(assignment.path);
  if ('problem' in located || !at.tree.has(located.path)) {
    if (assignment.optional) return { leave: true };
    return notSupported('problem' in located ? located.problem : `the CPE has no ${located.path}`);
  }
  const { path } = located;
  const applied = applyRule(assignment, capability, value, { row: (locator) => at.locator.row(locator) });
  if (!('value' in applied)) return applied;
  const misfit = fitProblem(applied.value, at.tree, path, pathOf(assignment.supportedIn, at));
  if (misfit) return misfit;
  return { setting: settingOf(path, applied.value, assignment, { capability, effective }, at) };
}

function settingOf(
  path: string,
  value: DesiredValue,
  { constant }: Assignment,
  { capability, effective }: Pick<ValueWish, 'capability' | 'effective'>,
  at: Resolving,
): Ranked<DesiredSetting> {
  const { mode, entry, priority, source } = effective;
  const type = at.tree.get(path)?.type;
  return {
    path,
    value,
    ...(type === undefined ? {} : { type }),
    mode: mode === 'forbid' ? 'enforce' : mode,
    ...(entry.notify === undefined ? {} : { notification: NOTIFICATION_CODES[entry.notify] }),
    writeOnly: isWriteOnly(path, value) || (capability.secret === true && constant === undefined),
    risky: capability.risky === true || isRiskyPath(path),
    source,
    priority,
  };
}

function pathOf(path: string | undefined, at: Resolving): string | undefined {
  const located = path === undefined ? undefined : at.locator.resolve(path);
  return located !== undefined && 'path' in located ? located.path : undefined;
}

/** A row for each item of a list, or the one row of a value. */
function listRows(mapping: RowsMapping, wish: ValueWish, at: Resolving): Way {
  const { effective, value } = wish;
  const { source, priority } = effective;
  const located = at.locator.resolve(mapping.table);
  if ('problem' in located) return notSupported(located.problem);
  const { path } = located;
  if (!isTableThere(at.tree, path)) return notSupported(`the CPE has no ${path}`);
  if (value.kind !== 'plain') return badValue('a secret or a row can be no item of a list');
  const rows: Ranked<DesiredRow>[] = [];
  for (const item of valueItems(value.text, wish.capability)) {
    const row = itemRow(item, path, mapping, wish, at);
    if ('refusal' in row) return row;
    rows.push(row);
  }
  const table = { path, keys: mapping.keys, prune: 'owned', rows, source, priority, undecided: false } as const;
  return { ...NO_WISHES, tables: [table] };
}

function itemRow(
  item: string,
  table: string,
  mapping: RowsMapping,
  { name, capability, effective: { mode, source, priority } }: ValueWish,
  at: Resolving,
): Ranked<DesiredRow> | { readonly refusal: Refusal } {
  const values: DesiredRowValue[] = [];
  const shape = { ...capability, list: false };
  const declared = { kind: 'plain', text: item } as const;
  const references = { row: (locator: string) => at.locator.row(locator) };
  for (const [parameter, rule] of Object.entries(mapping.values)) {
    const resolved = resolveColumn({ parameter, rule, table, shape, declared, mode, source, references }, at);
    if ('refusal' in resolved) return resolved;
    if ('value' in resolved) values.push(resolved.value);
  }
  return { name: valueRowName(name, capability, item), mode, values, tables: [], source, priority };
}

const LONGEST_NAME = 64;

/** What of a value becomes a row each. */
export function valueItems(text: string, { list }: Pick<ValueCapability, 'list'>): ReadonlySet<string> {
  return new Set(list ? itemsOf(text) : [text]);
}

/** A logical name; no row of a profile begins like it. The row of a single value stays the same whatever the value is. */
export function valueRowName(name: string, { list }: Pick<ValueCapability, 'list'>, item: string): string {
  return itemRowName(list ? item : name);
}

/** Of an address or a host name. Two items never share one. */
function itemRowName(item: string): string {
  const name = `_${item.replace(/[^A-Za-z0-9.]/g, (character) => `-${character.charCodeAt(0).toString(16)}-`)}`;
  if (name.length <= LONGEST_NAME) return name;
  const hash = new Fingerprint();
  hash.add(item);
  return `${name.slice(0, LONGEST_NAME - 16)}_${hash.text()}`;
}
