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
  /** Which row of the CPE a logical row is. */
  readonly rows: Readonly<Record<RowName, BoundRow>>;
  /** By path: stamp of the secret value that the CPE accepted last. */
  readonly written: Readonly<Record<string, string>>;
  /** Paths that were seeded since the last bootstrap, with the stamp of the value. */
  readonly seeded: Readonly<Record<string, string>>;
  /** Paths that did not stay as they were set, or were refused. */
  readonly troubles: Readonly<Record<string, Trouble>>;
  /** After plans that failed as a whole. */
  readonly backOff?: { readonly failures: number; readonly until: Timestamp; readonly why: string };
  /** ParameterKey that the last finished plan left behind; another one in an Inform: somebody else changed something. */
  readonly beacon?: string;
  /** What enforced paths hold is read again from then on, if nothing else led to it. */
  readonly auditDueAt?: Timestamp;
  /** Writes and reboots of the present day (UTC), against flash wear. */
  readonly budget: { readonly day: string; readonly writes: number; readonly reboots: number };
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
  /** Stamp or text fingerprint of the value that was wanted: another one starts afresh. */
  readonly wanted: string;
  /** ignored: not equal right after an accepted set. reverted: equal, and changed again later. refused: a CPE fault. */
  readonly kind: 'ignored' | 'reverted' | 'refused';
  /** When it happened, the last eight. */
  readonly at: readonly Timestamp[];
  /** What the CPE has instead; absent for secrets. */
  readonly seen?: string;
  readonly fault?: { readonly code: number; readonly text: string };
  /** Who fights, when it can be told: such as `4 VALUE CHANGE` for somebody at the device. */
  readonly by?: string;
  /** Not tried again before. */
  readonly until: Timestamp;
}

export const MAX_FINDINGS = 100;
