import type { ValueType } from '#libs/cwmp';
import type { ValueShape } from '../desired/value-check.ts';
import type { DataModelKind } from '../device/data-model.ts';
import type { TextPattern } from '../filter/parse-text-pattern.ts';
import type { Scalar } from '../profile/profile.ts';

/** The data models a capability may be mapped to. */
export const MODEL_KINDS = ['tr181', 'tr098', 'device1'] as const satisfies readonly DataModelKind[];
export type ModelKind = (typeof MODEL_KINDS)[number];

/** A model-neutral name for something a CPE can be told: one parameter's worth, or a table of rows. */
export type Capability = ValueCapability | TableCapability;

/** What a value may be. */
export interface ValueDescription extends ValueShape {
  /** One sentence for people. */
  readonly summary: string;
  readonly type: ValueType;
  /** Never shown; reads back empty. */
  readonly secret?: boolean;
  /** Getting it wrong may cut the CPE off. */
  readonly risky?: boolean;
}

export interface ValueCapability extends ValueDescription {
  readonly kind: 'value';
  readonly group: string;
  readonly models: ByModel<readonly ValueMapping[]>;
}

export interface TableCapability extends TableDescription {
  readonly kind: 'table';
  readonly group: string;
  readonly summary: string;
  readonly models: ByModel<readonly TableMapping[]>;
}

export interface TableDescription {
  readonly fields: Readonly<Record<string, TableField>>;
  /** Tables below a row. */
  readonly tables?: Readonly<Record<string, TableDescription>>;
}

export interface TableField extends ValueDescription {
  readonly required?: boolean;
  readonly default?: Scalar;
}

/** An empty list says that the model does not have it; so does a model that is not named. */
export type ByModel<T> = Readonly<Partial<Record<ModelKind, T>>>;

/**
 * One way of putting a value: into parameters, or as a row: one for each item of a list. Ways are tried in order: the first
 * whose parameters the CPE lists is taken.
 *
 * Paths are relative to the root, or begin with a locator in braces: `{wifi.2g.radio}.Channel`.
 */
export type ValueMapping =
  | { readonly set: readonly Assignment[]; readonly rows?: never }
  | { readonly rows: RowsMapping; readonly set?: never };

export interface Assignment extends ValueRule {
  readonly path: string;
}

/** How what was declared becomes what the CPE understands. Without any member: as it is. */
export interface ValueRule {
  /** Whatever is declared. `{locator}` is the path of that row, `{row:<table>}` that of the row declared in there. */
  readonly constant?: Scalar;
  /** By what is declared; null: the parameter is left as it is. Texts may be references as in `constant`. */
  readonly map?: Readonly<Record<string, Scalar | null>>;
  /** Which item of a list or end of a range, from 0; empty where the list is shorter. */
  readonly part?: number;
  /** `{value}` in it stands for the value. */
  readonly format?: string;
  /** A CPE without the parameter can do without. */
  readonly optional?: boolean;
  /** Parameter that lists what the CPE takes (`1-13,36-64`, `None,WPA2-Personal`). Relative to the row, in a table. */
  readonly supportedIn?: string;
}

/** One way of putting the rows of a table: each logical row becomes one row in every table of it. */
export interface TableMapping {
  readonly rows: readonly RowsMapping[];
}

export interface RowsMapping {
  /** With final dot. Below a row: relative to it. */
  readonly table: string;
  /** Names of parameters, relative to the row. */
  readonly keys: readonly string[];
  /** By parameter, relative to the row. */
  readonly values: Readonly<Record<string, ColumnRule>>;
  /** By name of the table in the capability. */
  readonly tables?: Readonly<Record<string, RowsMapping>>;
}

export interface ColumnRule extends ValueRule {
  /** Absent: a constant, or the item of a list. */
  readonly field?: string;
}

/** Rows of a table; a list that becomes rows is still a value. */
export function isTableMapping(mapping: ValueMapping | TableMapping): mapping is TableMapping {
  return Array.isArray(mapping.rows);
}

/** Finds the row that is meant. Several of them are tried in order: the first that finds any row decides. */
export interface Locator {
  /** As paths are, with final dot; `*` stands for every row: `WANDevice.*.WANConnectionDevice.`. */
  readonly table: string;
  /** Conditions on parameters of the row, relative to it; all of them hold. */
  readonly where?: Readonly<Record<string, RowCondition>>;
  /** A parameter elsewhere refers to the row. */
  readonly referredBy?: string;
  /** The row that this locator finds is in it. */
  readonly holds?: string;
  /** Of several rows, the nth by instance number, from 1. Absent: several are ambiguous. */
  readonly nth?: number;
}

export type RowCondition =
  /** The value is one of these, in whatever case. */
  | { readonly is: readonly string[] }
  /** The value, or some number of a list such as `36-64,100`, is in the range. */
  | { readonly min?: number; readonly max?: number }
  /** The parameter refers to the row that the locator finds. */
  | { readonly pointsTo: string }
  | { readonly exists: boolean };

/** What is different on the devices of a vendor. */
export interface Override {
  /** Name of its file, for messages. */
  readonly name: string;
  readonly title: string;
  readonly match: DeviceMatch;
  /** By capability: mappings that stand for the standard's. */
  readonly capabilities: Readonly<Record<string, ByModel<readonly (ValueMapping | TableMapping)[]>>>;
  readonly locators: LocatorsByModel;
}

/** All members that are there hold; letters of either case are the same. */
export interface DeviceMatch {
  readonly manufacturer?: TextPattern;
  readonly oui?: readonly string[];
  readonly productClass?: TextPattern;
  readonly softwareVersion?: TextPattern;
}

export type LocatorsByModel = ByModel<Readonly<Record<string, readonly Locator[]>>>;

export interface CapabilityGroup {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
}

export interface CatalogParts {
  readonly groups: readonly CapabilityGroup[];
  readonly capabilities: Readonly<Record<string, Capability>>;
  readonly locators: LocatorsByModel;
  readonly overrides: readonly Override[];
  /** By table with `{i}` for rows: parameters by which the standard tells its rows apart. */
  readonly uniqueKeys: Readonly<Record<string, readonly string[]>>;
}
