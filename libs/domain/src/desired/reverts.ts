import type { ValueChange } from '../device/reported.ts';
import type { RowName } from './desired.ts';
import { type Difference, expectedText } from './diff.ts';
import { subjectOf, wishStamp } from './subject.ts';
import type { Incident } from './troubles.ts';
import { sameText } from './value-text.ts';

export interface RevertFacts {
  /** Values that just turned out to be others than before. */
  readonly changes: readonly ValueChange[];
  /** Who changed them, as far as it can be told. */
  readonly by: string;
  /** The CPE booted just before. */
  readonly overBoot: boolean;
  readonly paths: ReadonlyMap<RowName, string>;
}

/** Values that were as declared and are not any more: somebody changed them back. */
export function revertsIn(differences: readonly Difference[], facts: RevertFacts): readonly Incident[] {
  const changed = new Map(facts.changes.map((change) => [change.name, change]));
  if (changed.size === 0) return [];
  return differences.flatMap((difference): readonly Incident[] => {
    if (difference.what !== 'value' || difference.observed || difference.writeOnly) return [];
    const previous = changed.get(difference.path)?.previous;
    const expected = expectedText(difference.value, facts.paths);
    if (previous === undefined || expected === undefined || !sameText(expected, previous, difference.type)) return [];
    const { reported } = difference;
    const { by, overBoot } = facts;
    const seen = reported === undefined ? {} : { seen: reported };
    return [{ subject: subjectOf(difference), wanted: wishStamp(difference), kind: 'reverted', by, overBoot, ...seen }];
  });
}
