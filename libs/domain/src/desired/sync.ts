import type { Timestamp } from '../device/device.ts';
import type { RowName, Source } from './desired.ts';

/** How a device stands to what is declared for it. Part of the device's document: read and saved with it. */
export interface SyncState {
  /** Of the profiles that were last looked at (`ProfileStore.generation`). */
  readonly generation: number;
  /** Stamp of the `Desired` that was last looked at. */
  readonly stamp: string;
  /** Profiles in force for the device, `name@revision`, highest priority first. */
  readonly profiles: readonly string[];
  /** Only those that are true. */
  readonly conditions: readonly Condition[];
  /** What differs, is refused or can't be had: at most MAX_FINDINGS, the rest only counted. */
  readonly findings: readonly Finding[];
  readonly differing: number;
  /** Profiles that declare something of what differs, `name@revision`: of all findings. Absent: not looked at since it is kept. */
  readonly differingFrom?: readonly string[];
  /** Which row of the CPE a logical row is. */
  readonly rows: Readonly<Record<RowName, BoundRow>>;
  /** Rows that may have been made without the ACS getting to know, with those that were there before. */
  readonly unresolved?: Readonly<Record<RowName, readonly number[]>>;
  /** By key (`ValueDifference.key`): stamp of the write-only value that the CPE accepted last. */
  readonly written: Readonly<Record<string, string>>;
  /** Keys of values, and names of rows, that were seeded since the last bootstrap, with the stamp of the value. */
  readonly seeded: Readonly<Record<string, string>>;
  /** By path: stamps of values that were accepted with Status 1: they hold after the next boot (TR-069 A.3.2.1). */
  readonly pending: Readonly<Record<string, string>>;
  /** Those that were pending before the last boot, until all was read since: what differs then was not taken over. */
  readonly applied?: Readonly<Record<string, string>>;
  /** By subject (`subjectOf`): what did not stay as it was set, or was refused. */
  readonly troubles: Readonly<Record<string, Trouble>>;
  /** The CPE may have numbered its rows anew since they were found. */
  readonly suspect?: true;
  /** All that is declared must be read again before anything is concluded from what is known. */
  readonly auditWanted?: true;
  /** After plans that failed as a whole. */
  readonly backOff?: BackOff;
  /** Command of the plan whose end was worked in last: an event that is handled twice counts it once. */
  readonly concluded?: string;
  /** ParameterKey that the last finished plan left behind; another one in an Inform: somebody else changed something. */
  readonly beacon?: string;
  /** When what is declared is read again, if nothing else leads to it. */
  readonly auditDueAt?: Timestamp;
  /** What was done on the present day (UTC): flash wears out, and nothing may run away. */
  readonly budget: Budget;
  /** Plans that were made in the last session with any. */
  readonly rounds: { readonly sessionId: string; readonly plans: number; readonly last?: string };
}

/** Why nothing comes of plans. */
export type BackOffReason =
  /** The CPE falls silent. */
  | 'NoAnswer'
  /** A plan failed otherwise. */
  | 'PlanFailed'
  /** Plan after plan in one session, and it is still not as declared. */
  | 'TooManyPlans'
  /** More is refused or not kept than is kept in mind. */
  | 'TooManyTroubles'
  /** The same plan failed again and again. */
  | 'Parked';

export interface BackOff {
  readonly reason: BackOffReason;
  readonly failures: number;
  /** Absent: until something else is declared for it, its software is another, it starts over, or somebody asks. */
  readonly until?: Timestamp;
  /** Of the plans that were to change something: the hash of the last, and how often that one failed in a row. */
  readonly plan?: { readonly hash: string; readonly failures: number };
  /** In sentences. */
  readonly why: string;
}

export interface Budget {
  /** `2026-01-31`. */
  readonly day: string;
  /** Plans that changed something. */
  readonly changes: number;
  /** Rows that nobody declared. */
  readonly deletes: number;
  readonly reboots: number;
}

export const CONDITIONS = [
  'InSync',
  'Reconciling',
  'Degraded',
  'Drifted',
  'Contested',
  'RebootPending',
  'Unreachable',
  'ConfigConflict',
  'AmbiguousInstance',
] as const;
export type ConditionType = (typeof CONDITIONS)[number];

export interface Condition {
  readonly type: ConditionType;
  /** One word for programs, such as `NotSupported`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
  readonly since: Timestamp;
}

/** One thing that is not as declared. Values of secrets are never in it. */
export interface Finding {
  /** Path, or capability when the model has no path for it. */
  readonly subject: string;
  readonly condition: Exclude<ConditionType, 'InSync' | 'Unreachable'>;
  readonly reason: string;
  /** Absent for secrets, rows and what has no value. */
  readonly desired?: string;
  readonly reported?: string;
  readonly detail: string;
  readonly source: Source;
  /** The other side of a conflict. */
  readonly other?: Source;
  readonly since: Timestamp;
}

export interface BoundRow {
  readonly instance: number;
  readonly alias?: string;
  /** The ACS created it: `prune: owned` may delete it. */
  readonly owned: boolean;
}

/** What became of a path that was set. */
export interface Trouble {
  /** Stamp of what was wanted: another wish starts afresh. */
  readonly wanted: string;
  /** ignored: not equal right after an accepted set. reverted: equal, and changed again later. refused: a CPE fault. */
  readonly kind: 'ignored' | 'reverted' | 'refused';
  /** When it happened, the last eight. */
  readonly at: readonly Timestamp[];
  /** What the CPE has instead; absent for secrets. */
  readonly seen?: string;
  readonly fault?: { readonly code: number; readonly text: string };
  /** Who fights, when it can be told: such as `somebody at the device`. */
  readonly by?: string;
  /** It was changed back about the time of a boot: the CPE does not keep it. */
  readonly overBoot?: true;
  /** Not tried again before. */
  readonly until: Timestamp;
}

export const MAX_FINDINGS = 100;

/** Of a device that was never looked at. */
export const NEVER_SYNCED: SyncState = {
  generation: 0,
  stamp: '',
  profiles: [],
  conditions: [],
  findings: [],
  differing: 0,
  rows: {},
  written: {},
  seeded: {},
  pending: {},
  troubles: {},
  budget: { day: '', changes: 0, deletes: 0, reboots: 0 },
  rounds: { sessionId: '', plans: 0 },
};
