import type { ValueType } from '#libs/cwmp';
import type { DesiredValue, RowName } from './desired.ts';

/** What is to be done to a device so that it is as declared, in order. Kept with its cursor; holds no secret. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** Same diff, same hash. */
  readonly hash: string;
  /** ParameterKey of its last RPC that changes something: at most 32 characters (TR-069 A.3.2.1). */
  readonly beacon: string;
  /** It only reads again what is declared. */
  readonly audit?: true;
}

export type PlanStep =
  /** Which rows a table has, or what is below an object. */
  | { readonly do: 'list'; readonly path: string; readonly nextLevel: boolean }
  | { readonly do: 'read'; readonly paths: readonly string[] }
  | { readonly do: 'delete'; readonly object: string; readonly row?: RowName }
  /** With `before`, an earlier plan may have made the row and never got to know: one that is not among these is it. */
  | { readonly do: 'add'; readonly table: string; readonly row: RowName; readonly before?: readonly number[] }
  | { readonly do: 'set'; readonly values: readonly PlannedValue[]; readonly risky: boolean }
  | { readonly do: 'attributes'; readonly attributes: readonly PlannedAttribute[] }
  | { readonly do: 'reboot' }
  /** Reads back what was set. */
  | { readonly do: 'verify'; readonly paths: readonly string[] };

export interface PlannedValue {
  /** Full path; the part for a row that is not there yet is `{<row name>}`. */
  readonly path: string;
  readonly value: DesiredValue;
  readonly type?: ValueType;
}

export interface PlannedAttribute {
  readonly path: string;
  readonly notification: 0 | 1 | 2;
}
