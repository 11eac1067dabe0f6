import { CONDITIONS, type ConditionType, declaredBy, type Filter, type Finding } from '#libs/domain';
import { type ReadFilter, readFilter } from './read-filter.ts';

/** Which devices are looked at. */
export interface ComplianceQuery {
  /** From what this one declares they differ: a name, or one revision as name@revision. */
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
    ...(profile === undefined ? [] : [ofProfile(profile, condition?.includes('InSync') === true)]),
    ...equal('identity.manufacturer', model.manufacturer),
    ...equal('identity.productClass', model.productClass),
    ...equal('softwareVersion', model.softwareVersion),
    ...equal('tags', model.tag),
    more.filter,
  ];
  return { filter: { op: 'and', filters } };
}

/** Documents of before that was kept do not say whose findings they have: each profile in force may be the one. */
export const IS_UNTOLD: Filter = { op: 'exists', field: 'sync.differingFrom', exists: false };

function ofProfile(profile: string, alsoInSync: boolean): Filter {
  const inForce = named('sync.profiles', profile);
  const inSync: Filter = { op: 'eq', field: 'conditions', value: 'InSync' };
  const filters: readonly Filter[] = [
    named('sync.differingFrom', profile),
    { op: 'and', filters: [IS_UNTOLD, inForce] },
    ...(alsoInSync ? [{ op: 'and', filters: [inSync, inForce] } as const] : []),
  ];
  return { op: 'or', filters };
}

/** Of the findings of a device, those of a profile; all without one. */
export function findingsOf(findings: readonly Finding[], profile: string | undefined): readonly Finding[] {
  if (profile === undefined) return findings;
  const isIt = (revision: string) => revision === profile || revision.startsWith(`${profile}@`);
  return findings.filter((finding) => declaredBy(finding).some(isIt));
}

function named(field: string, profile: string): Filter {
  if (profile.includes('@')) return { op: 'eq', field, value: profile };
  return { op: 'text', field, text: `${profile}@`, start: true, end: false, ignoreCase: false };
}
