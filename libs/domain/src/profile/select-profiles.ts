import type { Device } from '../device/device.ts';
import type { Filter } from '../filter/filter.ts';
import { matches } from '../filter/match-filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import type { ProfileRevision } from './profile.ts';
import { SELECTOR_FIELDS } from './selector-fields.ts';

/** A revision in force, its selector read once for all devices. */
export interface SelectableProfile {
  readonly revision: ProfileRevision;
  readonly selector: Filter;
}

/** Of revisions in force, in the order in which they count: the highest priority first, then by name. */
export function selectableProfiles(revisions: readonly ProfileRevision[]): readonly SelectableProfile[] {
  return revisions
    .flatMap((revision) => {
      const parsed = parseFilter(revision.document.selector, SELECTOR_FIELDS);
      // It was checked when it was saved; one that a later version does not understand selects nothing.
      return 'filter' in parsed ? [{ revision, selector: parsed.filter }] : [];
    })
    .toSorted(({ revision: a }, { revision: b }) => {
      return b.document.priority - a.document.priority || (a.profile < b.profile ? -1 : 1);
    });
}

/** Those that are for the device, in the same order. */
export function selectProfiles(profiles: readonly SelectableProfile[], device: Device): readonly ProfileRevision[] {
  return profiles.filter(({ selector }) => matches(selector, device)).map(({ revision }) => revision);
}
