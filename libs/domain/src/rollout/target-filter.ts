import { EVERYTHING, type Filter } from '../filter/filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { SELECTOR_FIELDS } from '../profile/selector-fields.ts';
import type { RolloutDocument } from './rollout.ts';

/** The devices that a rollout is for. */
export function targetFilter({ target }: Pick<RolloutDocument, 'target'>): Filter {
  const { filter, exclude } = target;
  if (exclude === undefined) return checked(filter);
  return { op: 'and', filters: [checked(filter), { op: 'nor', filters: [checked(exclude)] }] };
}

/** Those that would fit, but are excluded; undefined: none can be. */
export function excludedFilter({ target }: Pick<RolloutDocument, 'target'>): Filter | undefined {
  const { filter, exclude } = target;
  return exclude && { op: 'and', filters: [checked(filter), checked(exclude)] };
}

/** It was found to be one when the document was read. */
function checked(json: Readonly<Record<string, unknown>>): Filter {
  const parsed = parseFilter(json, SELECTOR_FIELDS);
  return 'filter' in parsed ? parsed.filter : EVERYTHING;
}
