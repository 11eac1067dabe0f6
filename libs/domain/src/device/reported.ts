import type { ValueType } from '#libs/cwmp';
import type { Timestamp } from './device.ts';

/** A parameter or object as the CPE reported it. Objects end in a dot and have no value. */
export interface ReportedParameter {
  readonly path: string;
  readonly value?: string;
  readonly type?: ValueType;
  /** From GetParameterNames: settable; for a row, deletable; for a table, rows can be added. */
  readonly writable?: boolean;
  /** When the value was read or informed. */
  readonly readAt?: Timestamp;
}

export interface ValueChange {
  readonly name: string;
  readonly value: string;
  /** Absent when the parameter had no known value before. */
  readonly previous?: string;
}
