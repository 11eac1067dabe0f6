import type { DesiredRowValue, DesiredValue, Source } from '../desired/desired.ts';
import { isRiskyPath } from '../device/risky-path.ts';
import type { Mode } from '../profile/profile.ts';
import { applyRule, notSupported, type References, type Refusal } from './apply-rule.ts';
import type { ColumnRule, ValueDescription } from './capability.ts';
import { fitProblem } from './fit-value.ts';
import { isWriteOnly, type Resolving } from './resolving.ts';
import { hasSample, sampleParameter } from './table-samples.ts';

/** One parameter of a declared row. */
export interface Column {
  /** Relative to the row. */
  readonly parameter: string;
  readonly rule: ColumnRule;
  /** Full path of the table, with `*` for rows above. */
  readonly table: string;
  /** Of the field; absent: no field is behind it. */
  readonly shape?: Pick<ValueDescription, 'type' | 'format' | 'list' | 'secret' | 'risky'>;
  readonly declared?: DesiredValue;
  readonly mode: Mode;
  readonly source: Source;
  readonly references: References;
}

export type ResolvedColumn =
  | { readonly value: DesiredRowValue }
  | { readonly leave: true }
  | { readonly refusal: Refusal };

/** What a parameter of a row is to be. */
export function resolveColumn(column: Column, at: Resolving): ResolvedColumn {
  const { parameter, rule, table, shape = { type: 'string' }, declared, mode, source, references } = column;
  const applied = applyRule(rule, shape, declared, references);
  if (!('value' in applied)) return applied;
  const sample = sampleParameter(at.tree, table, parameter);
  if (sample === undefined && hasSample(at.tree, table)) {
    return rule.optional ? { leave: true } : notSupported(`the CPE has no ${table}*.${parameter}`);
  }
  const { value } = applied;
  const misfit = fitProblem(value, at.tree, sample, supportedIn(rule, table, at));
  if (misfit) return misfit;
  const type = sample === undefined ? undefined : at.tree.get(sample)?.type;
  const path = `${table}*.${parameter}`;
  return {
    value: {
      name: parameter,
      value,
      ...(type === undefined ? {} : { type }),
      mode: mode === 'forbid' ? 'enforce' : mode,
      writeOnly: isWriteOnly(path, value) || (shape.secret === true && rule.constant === undefined),
      risky: shape.risky === true || isRiskyPath(path),
      source,
    },
  };
}

function supportedIn({ supportedIn: where }: ColumnRule, table: string, at: Resolving): string | undefined {
  if (where === undefined) return undefined;
  if (!where.startsWith('{')) return sampleParameter(at.tree, table, where);
  const located = at.locator.resolve(where);
  return 'path' in located ? located.path : undefined;
}
