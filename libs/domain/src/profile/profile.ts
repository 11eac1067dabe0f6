import type { Timestamp } from '../device/device.ts';

/**
 * enforce: what differs is put back. seed: set once after every bootstrap, then the subscriber may change it.
 * observe: a difference is only told. forbid: the object or row must not exist.
 */
export const MODES = ['enforce', 'seed', 'observe', 'forbid'] as const;
export type Mode = (typeof MODES)[number];

/**
 * Rows of a table nobody declared. none: left alone. owned: those the ACS created are deleted. all: every one is, unless
 * they are suspiciously many. unlimited: every one is.
 */
export const PRUNES = ['none', 'owned', 'all', 'unlimited'] as const;
export type Prune = (typeof PRUNES)[number];

/** CWMP notification attribute (TR-069 A.3.2.4) of a parameter. */
export const NOTIFICATIONS = ['off', 'passive', 'active'] as const;
export type Notification = (typeof NOTIFICATIONS)[number];

/** A text may refer to device data: `${attributes.ssid}`, `${secrets.wifi}`, `${device.serialNumber}`, `${row:<table>/<name>}`. */
export type Scalar = string | number | boolean;

/** What devices should look like, as an operator writes it. */
export interface ProfileDocument {
  readonly description?: string;
  /** Where several profiles speak about one path, the highest wins. */
  readonly priority: number;
  /** Devices it is for, in the filter language; `{}` for all. */
  readonly selector: Readonly<Record<string, unknown>>;
  /** Whether the ACS may reboot a CPE that needs it to take a change. Default never. */
  readonly reboot?: 'never' | 'whenNeeded';
  readonly entries: readonly ProfileEntry[];
}

export type ProfileEntry = ValueEntry | TableEntry;

/** One parameter, by its path or by a capability; `forbid` takes no value. */
export interface ValueEntry {
  readonly path?: string;
  readonly capability?: string;
  readonly value?: Scalar;
  /** Instead of a value: any of these is fine, and the first is set on a device that has none of them. */
  readonly oneOf?: readonly Scalar[];
  /** Default enforce. */
  readonly mode?: Mode;
  readonly notify?: Notification;
}

/** Rows of a table, by its path (final dot) or by a capability. */
export interface TableEntry extends RowsOfTable {
  readonly table?: string;
  readonly capability?: string;
  /** Of all its rows, unless a row has its own. Default enforce. */
  readonly mode?: Mode;
}

export interface RowsOfTable {
  /** Parameters that tell rows apart. Default: those of the capability, or of the standard's unique key. */
  readonly keys?: readonly string[];
  /** Default owned. */
  readonly prune?: Prune;
  readonly rows: Readonly<Record<string, ProfileRow>>;
}

/** Members are values by parameter name (or field of the capability), or tables below the row. */
export interface ProfileRow {
  readonly $mode?: Mode;
  readonly $alias?: string;
  readonly [member: string]: Scalar | RowsOfTable | undefined;
}

/** A revision never changes. */
export interface ProfileRevision {
  readonly profile: string;
  /** From 1. */
  readonly number: number;
  readonly document: ProfileDocument;
  readonly author: string;
  readonly message: string;
  readonly createdAt: Timestamp;
}

/** A profile by name: which of its revisions is in force. */
export interface Profile {
  readonly name: string;
  /** Number of the revision in force; absent: none is, the profile touches no device. */
  readonly published?: number;
  /** Number of the newest revision. */
  readonly latest: number;
  readonly createdAt: Timestamp;
  /** Of the newest revision. */
  readonly changedAt: Timestamp;
}

export function isTableEntry(entry: ProfileEntry): entry is TableEntry {
  return 'rows' in entry;
}
