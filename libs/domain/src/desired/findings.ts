import type { Timestamp } from '../device/device.ts';
import { triedAfter } from './back-off.ts';
import type { Desired, DesiredValue, Unmet } from './desired.ts';
import type { Difference } from './diff.ts';
import type { HeldDifference } from './sort-differences.ts';
import { subjectOf } from './subject.ts';
import { type BackOff, type Finding, MAX_FINDINGS, type Trouble } from './sync.ts';
import { isContested } from './troubles.ts';

export interface FindingFacts {
  readonly desired: Pick<Desired, 'unmet'>;
  readonly todo: readonly Difference[];
  readonly held: readonly HeldDifference[];
  /** The device is left alone as a whole. */
  readonly backOff: BackOff | undefined;
  /** What was found before: it is known since when. */
  readonly before: readonly Finding[];
  readonly nowMs: number;
  readonly now: Timestamp;
}

/** All that is not as declared, in words. Values of secrets are never in it. */
export function findingsOf({ desired, todo, held, backOff, before, nowMs, now }: FindingFacts): {
  readonly findings: readonly Finding[];
  readonly differing: number;
  readonly differingFrom: readonly string[];
} {
  const found: Omit<Finding, 'since'>[] = [
    ...desired.unmet.map(unmetFinding),
    ...held.map((one) => heldFinding(one, nowMs)),
    ...todo.map((one) => (backOff ? waitingFinding(one, backOff) : todoFinding(one))),
  ];
  const since = new Map(before.map((one) => [keyOf(one), one.since]));
  const findings = found.slice(0, MAX_FINDINGS).map((one) => ({ ...one, since: since.get(keyOf(one)) ?? now }));
  return { findings, differing: found.length, differingFrom: [...new Set(found.flatMap(declaredBy))].toSorted() };
}

/** Profiles, as `name@revision`, that declare what was found to differ. */
export function declaredBy({ source, other }: Pick<Finding, 'source' | 'other'>): readonly string[] {
  return [source, ...(other ? [other] : [])].map(({ profile, revision }) => `${profile}@${revision}`);
}

function keyOf({ subject, condition, reason }: Omit<Finding, 'since'>): string {
  return `${subject}\n${condition}\n${reason}`;
}

const UNMET_REASONS = {
  not_supported: 'NotSupported',
  missing_data: 'MissingData',
  bad_value: 'BadValue',
  conflict: 'Conflict',
} as const satisfies Readonly<Record<Unmet['reason'], string>>;

function unmetFinding({ subject, reason, detail, source, other }: Unmet): Omit<Finding, 'since'> {
  const condition = reason === 'conflict' ? 'ConfigConflict' : 'Degraded';
  return { subject, condition, reason: UNMET_REASONS[reason], detail, source, ...(other ? { other } : {}) };
}

function todoFinding(difference: Difference): Omit<Finding, 'since'> {
  const detail = TO_DO[difference.what];
  return { ...seen(difference), condition: 'Reconciling', reason: 'Differs', detail };
}

function waitingFinding(difference: Difference, backOff: BackOff): Omit<Finding, 'since'> {
  const detail = `The device is left alone for now. ${triedAfter(backOff)}`;
  const reason = backOff.reason === 'Parked' ? 'Parked' : 'BackOff';
  return { ...seen(difference), condition: 'Drifted', reason, detail };
}

const TO_DO = {
  unknown: 'It is not known yet what the CPE has.',
  value: 'It is about to be set.',
  attribute: 'The notification is about to be set.',
  missingRow: 'The row is about to be added.',
  unwanted: 'It is about to be deleted.',
  ambiguous: 'Which row is meant can not be told.',
} as const satisfies Readonly<Record<Difference['what'], string>>;

function heldFinding({ difference, held }: HeldDifference, nowMs: number): Omit<Finding, 'since'> {
  const about = seen(difference);
  switch (held.why) {
    case 'observed':
      return { ...about, condition: 'Drifted', reason: 'Observed', detail: 'It is only watched, and it differs.' };
    case 'pending':
      return {
        ...about,
        condition: 'RebootPending',
        reason: 'RebootNeeded',
        detail: 'The CPE accepted it (Status 1): it holds after the next boot.',
      };
    case 'ambiguous': {
      const detail = `Rows ${held.rows.join(', ')} have the same keys: which one is meant can not be told. Give the row an $alias, or delete the others.`;
      return { ...about, condition: 'AmbiguousInstance', reason: 'SeveralRows', detail };
    }
    case 'frozen':
      return { ...about, condition: 'Degraded', reason: 'FrozenForModel', detail: held.detail };
    case 'tooMany':
      return { ...about, condition: 'Drifted', reason: 'TooManyRows', detail: held.detail };
    case 'budget':
      return { ...about, condition: 'Drifted', reason: 'BudgetSpent', detail: held.detail };
    case 'trouble':
      return { ...about, ...troubled(held.trouble, difference, nowMs) };
  }
}

function troubled(trouble: Trouble, difference: Difference, nowMs: number) {
  const { kind, fault, until, at, by, overBoot } = trouble;
  const again = `It is tried again after ${until}.`;
  if (kind === 'refused') {
    const reason = fault?.code === 9005 ? 'NotSupported' : 'Refused';
    const said = fault && fault.code > 0 ? `fault ${fault.code} ${fault.text}`.trim() : (fault?.text ?? 'no answer');
    return { condition: 'Degraded', reason, detail: `The CPE refuses: ${said}. ${again}` } as const;
  }
  if (kind === 'reverted' && overBoot) {
    const detail = `The CPE takes it over and does not keep it over a boot: it was not persisted, ${at.length} times. ${again}`;
    return { condition: 'Contested', reason: 'NotPersisted', detail } as const;
  }
  if (isContested(trouble, nowMs)) {
    const { profile, revision, pointer } = difference.source;
    const them = by ?? 'the CPE itself';
    const detail = `${profile}@${revision} (${pointer}) and ${them} want different things: it was set ${at.length} times and did not stay. ${again}`;
    return { condition: 'Contested', reason: kind === 'ignored' ? 'Ignored' : 'Reverted', detail } as const;
  }
  const detail = `The CPE accepted it and did not take it over. ${again}`;
  return { condition: 'Drifted', reason: 'Ignored', detail } as const;
}

/** What is wanted and what is there, as far as it may be shown. */
function seen(difference: Difference): Pick<Finding, 'subject' | 'desired' | 'reported' | 'source'> {
  const { source } = difference;
  const subject = subjectOf(difference);
  if (difference.what !== 'value') return { subject, source };
  const { value, writeOnly, reported } = difference;
  const desired = writeOnly ? undefined : shownValue(value);
  return {
    subject,
    source,
    ...(desired === undefined ? {} : { desired }),
    ...(writeOnly || reported === undefined ? {} : { reported }),
  };
}

/** Undefined for a secret. */
export function shownValue(value: DesiredValue): string | undefined {
  if (value.kind === 'secret') return undefined;
  return value.kind === 'plain' ? value.text : `the path of row ${value.row}`;
}
