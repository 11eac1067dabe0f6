import type { ValueType } from '#libs/cwmp';
import type { Mode, Prune } from '../profile/profile.ts';

/** Where something was declared, to be named in messages. */
export interface Source {
  readonly profile: string;
  readonly revision: number;
  /** JSON pointer into the profile's document, such as `/entries/3/rows/web`. */
  readonly pointer: string;
}

/**
 * A value to be had. One that holds a secret is never text before it is sent: `stamp` stands for it (the same as long as
 * neither the text around it nor the version of a secret changes).
 */
export type DesiredValue =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'secret'; readonly parts: readonly SecretText[]; readonly stamp: string }
  /** The path of a row that is declared elsewhere, without final dot; known once the row exists. */
  | { readonly kind: 'rowPath'; readonly row: RowName };

export type SecretText = string | { readonly secret: string };

/** `<table with final dot>/<logical name>`, nested rows one after the other: `Device.Hosts.AccessControl./kids/Schedule./school`. */
export type RowName = string;

/** What one device should look like, in its own paths. */
export interface Desired {
  readonly settings: readonly DesiredSetting[];
  readonly tables: readonly DesiredTable[];
  /** Objects and rows that must not be there. */
  readonly absent: readonly DesiredAbsence[];
  /** What was declared but can't be had on this device. */
  readonly unmet: readonly Unmet[];
  /** A CPE may be rebooted for the sake of it. */
  readonly mayReboot: boolean;
  /** Fingerprint of all of it without secrets' values: changes when anything that is wanted changes. */
  readonly stamp: string;
}

/** One parameter. */
export interface DesiredSetting {
  /** Full path. */
  readonly path: string;
  readonly value: DesiredValue;
  readonly type?: ValueType;
  readonly mode: Exclude<Mode, 'forbid'>;
  /** 0 off, 1 passive, 2 active; absent: as it is. */
  readonly notification?: 0 | 1 | 2;
  /** Reads back empty (password, passphrase): known to be set only by what was written. */
  readonly writeOnly: boolean;
  /** Getting it wrong may cut the CPE off: set alone and last. */
  readonly risky: boolean;
  readonly source: Source;
}

export interface DesiredTable {
  /** Full path with final dot; of a table below a row: relative to the row, `Schedule.`. */
  readonly path: string;
  /** Relative names of the parameters that tell rows apart; may be empty: then only the binding or the alias does. */
  readonly keys: readonly string[];
  readonly prune: Prune;
  readonly rows: readonly DesiredRow[];
  readonly source: Source;
}

export interface DesiredRow {
  /** Logical name within the table. */
  readonly name: string;
  readonly alias?: string;
  /** forbid: the row with these keys must not exist. */
  readonly mode: Mode;
  readonly values: readonly DesiredRowValue[];
  readonly tables: readonly DesiredTable[];
  readonly source: Source;
}

export type DesiredRowValue = Omit<DesiredSetting, 'path' | 'notification'> & {
  /** Relative to the row. */
  readonly name: string;
};

export interface DesiredAbsence {
  /** Object or row with final dot. */
  readonly path: string;
  readonly source: Source;
}

export interface Unmet {
  /** Capability or path as it was declared. */
  readonly subject: string;
  readonly reason: /** The model has no such parameter, table or capability. */
    | 'not_supported'
    /** `${attributes.x}` or `${secrets.x}` is not set for this device. */
    | 'missing_data'
    /** The value can't be had by the parameter it is for. */
    | 'bad_value'
    /** Two profiles of the same priority want different things. */
    | 'conflict';
  readonly detail: string;
  readonly source: Source;
  /** The other side of a conflict. */
  readonly other?: Source;
}
