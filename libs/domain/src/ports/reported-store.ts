import type { ParameterInfo, ParameterValue } from '#libs/cwmp';
import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { ReportedParameter, ValueChange } from '../device/reported.ts';

export interface SubtreeQuery {
  /** Exact parameter, or a path that ends in a dot for all below it; empty for everything. */
  readonly path: string;
  /** Only what comes after this path. */
  readonly after?: string;
  readonly limit: number;
}

/** What the CPEs reported about their parameters. A write that resolved is durable. */
export abstract class ReportedStore {
  /** Stores values and types; returns those whose value differs from the one known (or was not known). */
  abstract mergeValues(
    deviceId: DeviceId,
    values: readonly ParameterValue[],
    readAt: Timestamp,
  ): Promise<readonly ValueChange[]>;
  /**
   * Stores what exists below `path` (GetParameterNames): what is known there and not in the list is forgotten; known
   * values stay. With `nextLevel` only the children are compared; what is below a child that still exists stays.
   */
  abstract mergeNames(
    deviceId: DeviceId,
    path: string,
    names: readonly ParameterInfo[],
    nextLevel: boolean,
  ): Promise<void>;
  /** A subtree in path order, instance numbers by their value. */
  abstract read(deviceId: DeviceId, query: SubtreeQuery): Promise<readonly ReportedParameter[]>;
  abstract lookup(deviceId: DeviceId, paths: readonly string[]): Promise<readonly ReportedParameter[]>;
  abstract count(deviceId: DeviceId): Promise<{ readonly parameters: number; readonly objects: number }>;
  /** Forgets a subtree; an empty path forgets everything. */
  abstract forget(deviceId: DeviceId, path: string): Promise<void>;
}
