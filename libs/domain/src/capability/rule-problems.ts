import { valueProblem } from '../desired/value-check.ts';
import type { Scalar } from '../profile/profile.ts';
import { referenceIn } from './apply-rule.ts';
import type { ValueDescription, ValueRule } from './capability.ts';
import { pathProblem } from './path-problem.ts';

/** What a mapping may refer to. */
export interface Known {
  readonly locators: ReadonlySet<string>;
  /** Tables that the row is in, and those beside it. */
  readonly tables: ReadonlySet<string>;
}

/** What is wrong with how a value is put. Without a shape there is no value, only a constant. */
export function ruleProblems(
  rule: ValueRule,
  shape: ValueDescription | undefined,
  known: Known,
  inRow: boolean,
): readonly string[] {
  const { constant, map, supportedIn } = rule;
  const references = [constant ?? null, ...Object.values(map ?? {})].flatMap((one) =>
    told(referenceProblem(one, known)),
  );
  const mapped = map !== undefined && shape !== undefined ? mapProblems(map, shape) : [];
  if (supportedIn === undefined) return [...memberProblems(rule, shape), ...references, ...mapped];
  const path = { known: known.locators, inRow: inRow && !supportedIn.startsWith('{') };
  return [...memberProblems(rule, shape), ...references, ...mapped, ...told(pathProblem(supportedIn, path))];
}

function memberProblems(
  { constant, map, part, format }: ValueRule,
  shape: ValueDescription | undefined,
): readonly string[] {
  const problems: string[] = [];
  if (constant !== undefined && (map ?? part ?? format) !== undefined) {
    problems.push('a constant is what it is: it has no map, part or format');
  }
  if (map !== undefined && format !== undefined) problems.push('a format does nothing beside a map');
  if (format !== undefined && format.split('{value}').length !== 2) problems.push('a format has {value} once');
  const hasParts = shape?.list === true || shape?.format === 'ipv4Range';
  if (part !== undefined && (part < 0 || !hasParts)) problems.push('only lists and ranges have parts, from 0');
  return problems;
}

function referenceProblem(scalar: Scalar | null, { locators, tables }: Known): string | undefined {
  const reference = referenceIn(scalar);
  if (reference === undefined) return undefined;
  if ('table' in reference) {
    return tables.has(reference.table) ? undefined : `no row is made in ${reference.table}`;
  }
  return locators.has(reference.locator) ? undefined : `there is no locator ${reference.locator}`;
}

/** What a map leaves out is what the data model can't do. */
function mapProblems(map: NonNullable<ValueRule['map']>, { list: _, ...shape }: ValueDescription): readonly string[] {
  return Object.keys(map).flatMap((from) => {
    const problem = valueProblem(from, shape);
    return problem === undefined ? [] : [`${from} in the map ${problem}`];
  });
}

export function told(problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [problem];
}
