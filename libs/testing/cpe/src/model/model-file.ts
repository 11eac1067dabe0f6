import type { ValueType } from '#libs/cwmp';

/** How a value that changes by itself is made up: seconds since boot, wall clock, a growing counter, a wavering level. */
export type VolatileKind = 'uptime' | 'clock' | 'counter' | 'gauge';

/** One parameter of a data model as it stands in `models/*.json`. */
export interface ParameterFile {
  readonly type: ValueType;
  readonly value: string;
  readonly writable?: boolean;
  /** Reads back as the empty string (TR-106 "hidden"). */
  readonly hidden?: boolean;
  readonly volatile?: VolatileKind;
  /** Reads as the number of rows of this table, named relative to the parameter's object. */
  readonly counts?: string;
  /** `forced`: always active; `active`: active by default; `deny`: active notification is refused with 9009. */
  readonly notify?: 'forced' | 'active' | 'deny';
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  /** Allowed values. */
  readonly values?: readonly string[];
}

/** An object, or with a path ending in `{i}.` the row of a table. */
export interface ObjectFile {
  /** The ACS may add and delete rows. */
  readonly addable?: boolean;
  readonly maxRows?: number;
  /** Rows that exist from the factory, keyed by their instance numbers (`"2.1"`), with the values that differ. */
  readonly rows?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly parameters: Readonly<Record<string, ParameterFile>>;
}

/** A test whose `DiagnosticsState` the ACS sets to Requested (TR-143, TR-181 IP.Diagnostics). */
export interface DiagnosticFile {
  readonly object: string;
  /** The parameter that names the host or URL under test. */
  readonly target: string;
  /** The spelling of success: TR-181 says Complete, TR-143 in TR-098 Completed. */
  readonly complete: string;
  readonly results: Readonly<Record<string, string>>;
}

/** A data model: the whole of what a simulated device knows about itself. */
export interface ModelFile {
  readonly name: string;
  readonly root: string;
  readonly device: { readonly manufacturer: string; readonly oui: string; readonly productClass: string };
  /** Forced-inform parameters. */
  readonly informParameters: readonly string[];
  /** Tables that grow when a model of a given size is asked for. */
  readonly padding: readonly string[];
  readonly diagnostics: readonly DiagnosticFile[];
  readonly objects: Readonly<Record<string, ObjectFile>>;
}
