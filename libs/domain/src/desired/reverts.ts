import type { ValueChange } from '../device/reported.ts';
import type { RowName } from './desired.ts';
import { type Difference, expectedText } from './diff.ts';
import { subjectOf, wishStamp } from './subject.ts';
import { type Troubles, withIncident } from './troubles.ts';
import { sameText } from './value-text.ts';

export interface RevertFacts {
  /** Values that just turned out to be others than before. */
  readonly changes: readonly ValueChange[];
  /** Who changed them, as far as it can be told. */
  readonly by: string;
  readonly paths: ReadonlyMap<RowName, string>;
  readonly nowMs: number;
  readonly seed: string;
}

/** Values that were as declared and are not any more: somebody changed them back. */
export function withReverts(troubles: Troubles, differences: readonly Difference[], facts: RevertFacts): Troubles {
  const changed = new Map(facts.changes.map((change) => [change.name, change]));
  if (changed.size === 0) return troubles;
  let all = troubles;
  for (const difference of differences) {
    if (difference.what !== 'value' || difference.observed || difference.writeOnly) continue;
    const previous = changed.get(difference.path)?.previous;
    const expected = expectedText(difference.value, facts.paths);
    if (previous === undefined || expected === undefined || !sameText(expected, previous, difference.type)) continue;
    const { reported } = difference;
    const incident = {
      subject: subjectOf(difference),
      wanted: wishStamp(difference),
      kind: 'reverted',
      by: facts.by,
      ...(reported === undefined ? {} : { seen: reported }),
    } as const;
    all = withIncident(all, incident, facts.nowMs, facts.seed);
  }
  return all;
}
