import type { DesiredRow, DesiredSetting, DesiredValue } from '../desired/desired.ts';
import { isRiskyPath } from '../device/risky-path.ts';
import type { EffectiveValue } from '../profile/effective-entry.ts';
import { applyRule, badValue, notSupported, type Refusal } from './apply-rule.ts';
import type { Assignment, RowsMapping, ValueCapability, ValueMapping } from './capability.ts';
import { shapeProblem } from './check-shape.ts';
import { itemsOf, listHas } from './list-value.ts';
import { NOTIFICATION_CODES } from './notification-codes.ts';
import { filled, isWriteOnly, NO_WISHES, type Ranked, type Resolving, unmet, type Wishes } from './resolving.ts';

type Way = Wishes | { readonly refusal: Refusal };

/** A value capability in the parameters of the device: by the first way whose parameters the CPE lists. */
export function resolveValue(
  name: string,
  capability: ValueCapability,
  effective: EffectiveValue,
  at: Resolving,
): Wishes {
  const { entry, mode, source } = effective;
  const refused = (refusal: Refusal): Wishes => unmet(name, refusal, source);
  if (mode === 'forbid') return refused(badValue('only tables and rows can be forbidden').refusal);
  if (entry.value === undefined) return refused(badValue('no value is given').refusal);
  const read = filled(entry.value, at);
  if ('refusal' in read) return refused(read.refusal);
  const problem = read.value.kind === 'plain' ? shapeProblem(capability, read.value.text) : undefined;
  if (problem !== undefined) return refused(badValue(problem).refusal);
  const wish = { name, capability, effective, value: read.value };
  const refusals: Refusal[] = [];
  for (const mapping of at.catalog.valueMappings(name)) {
    const way = resolveWay(mapping, wish, at);
    if (!('refusal' in way)) return way;
    refusals.push(way.refusal);
  }
  // A way whose parameters are there says more about this device than one whose are not.
  const telling = refusals.find(({ reason }) => reason !== 'not_supported') ?? refusals[0];
  return refused(telling ?? notSupported(`no parameter for it is known in ${modelName(at)}`).refusal);
}

export function modelName({ catalog }: Resolving): string {
  return catalog.kind === undefined ? 'the data model of this device' : `the data model ${catalog.kind}`;
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
  const unsupported = supportProblem(assignment.supportedIn, applied.value, at);
  if (unsupported) return unsupported;
  const { mode, entry, priority, source } = effective;
  const type = at.tree.get(path)?.type;
  const setting = {
    path,
    value: applied.value,
    ...(type === undefined ? {} : { type }),
    mode: mode === 'forbid' ? 'enforce' : mode,
    ...(entry.notify === undefined ? {} : { notification: NOTIFICATION_CODES[entry.notify] }),
    writeOnly: isWriteOnly(path, applied.value) || (capability.secret === true && assignment.constant === undefined),
    risky: capability.risky === true || isRiskyPath(path),
    source,
    priority,
  } as const;
  return { setting };
}

function supportProblem(
  supportedIn: string | undefined,
  value: DesiredValue,
  at: Resolving,
): { readonly refusal: Refusal } | undefined {
  if (supportedIn === undefined || value.kind !== 'plain') return undefined;
  const located = at.locator.resolve(supportedIn);
  const list = 'path' in located ? at.tree.value(located.path) : undefined;
  if (list === undefined || listHas(list, value.text)) return undefined;
  return badValue(`the CPE takes only ${list} and not ${value.text}`);
}

/** A row for each item of a list. */
function listRows(mapping: RowsMapping, { capability, effective, value }: ValueWish, at: Resolving): Way {
  const { mode, source, priority } = effective;
  const table = at.locator.resolve(mapping.table);
  if ('problem' in table) return notSupported(table.problem);
  if (!at.tree.has(table.path) && at.tree.rows(table.path).length === 0) {
    return notSupported(`the CPE has no ${table.path}`);
  }
  if (value.kind !== 'plain') return badValue('a secret or a row can be no item of a list');
  const rows: Ranked<DesiredRow>[] = [];
  for (const item of new Set(itemsOf(value.text))) {
    const values = Object.entries(mapping.values).map(([parameter, rule]) => {
      const applied = applyRule(
        rule,
        { ...capability, list: false },
        { kind: 'plain', text: item },
        { row: (locator) => at.locator.row(locator) },
      );
      return { parameter, applied };
    });
    const refused = values.map(({ applied }) => applied).find((applied) => 'refusal' in applied);
    if (refused) return refused;
    const set = values.flatMap(({ parameter, applied }) =>
      'value' in applied
        ? [
            {
              name: parameter,
              value: applied.value,
              mode: mode === 'forbid' ? 'enforce' : mode,
              writeOnly: false,
              risky: capability.risky === true,
              source,
            } as const,
          ]
        : [],
    );
    rows.push({ name: rowNameOf(item), mode, values: set, tables: [], source, priority });
  }
  return { ...NO_WISHES, tables: [{ path: table.path, keys: mapping.keys, prune: 'owned', rows, source, priority }] };
}

/** A logical name that an address or a host name makes. */
function rowNameOf(item: string): string {
  return `_${item.replace(/[^\w.-]/g, '-')}`.slice(0, 64);
}
