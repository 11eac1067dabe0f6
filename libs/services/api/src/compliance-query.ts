import { CONDITIONS, type ConditionType, type Filter } from '#libs/domain';
import { type ReadFilter, readFilter } from './read-filter.ts';

/** Which devices are looked at. */
export interface ComplianceQuery {
  /** A name, or one revision as name@revision. */
  readonly profile?: string;
  readonly manufacturer?: string;
  readonly productClass?: string;
  readonly softwareVersion?: string;
  readonly tag?: string;
  /** Any of them is true; by default any but InSync. */
  readonly condition?: readonly ConditionType[];
  /** JSON of the filter language. */
  readonly filter?: string;
}

const DIFFERING = CONDITIONS.filter((condition) => condition !== 'InSync');

/** Devices that are not as declared. */
export const IS_DIFFERING: Filter = { op: 'in', field: 'conditions', values: DIFFERING };

export function complianceFilter({ profile, condition, filter: json, ...model }: ComplianceQuery): ReadFilter {
  const more = readFilter(json);
  if ('error' in more) return more;
  const equal = (field: string, value: string | undefined): readonly Filter[] =>
    value === undefined ? [] : [{ op: 'eq', field, value }];
  const filters: readonly Filter[] = [
    condition === undefined ? IS_DIFFERING : { op: 'in', field: 'conditions', values: condition },
    ...(profile === undefined ? [] : [ofProfile(profile)]),
    ...equal('identity.manufacturer', model.manufacturer),
    ...equal('identity.productClass', model.productClass),
    ...equal('softwareVersion', model.softwareVersion),
    ...equal('tags', model.tag),
    more.filter,
  ];
  return { filter: { op: 'and', filters } };
}

function ofProfile(profile: string): Filter {
  const field = 'sync.profiles';
  if (profile.includes('@')) return { op: 'eq', field, value: profile };
  return { op: 'text', field, text: `${profile}@`, start: true, end: false, ignoreCase: false };
}
