import { timestamp } from '../ports/clock.ts';
import { type Execution, waitsForDevice } from './execution.ts';
import type { SendRefusal } from './may-send.ts';

/** Why a device that called in was not sent anything. */
export type WaitReason =
  | SendRefusal
  /** Of its wave. */
  | 'noPermit'
  /** As many of a group are under way or lost as may be. */
  | 'groupFull'
  /** What must hold before did not (`Evidence.checkFailed`). */
  | 'preCheck'
  /** Something else was to be done on the device first. */
  | 'busy';

export interface Wait {
  readonly for: WaitReason;
  readonly group?: string;
}

/** What keeps a device that waits from being admitted; undefined where it does not wait, or has not called in since. */
export function waitOf(execution: Execution): Execution['waits'] {
  return waitsForDevice(execution) ? execution.waits : undefined;
}

/** The execution with what it waits for: the same where that is known already. */
export function noteWait(execution: Execution, wait: Wait, nowMs: number): Execution {
  const { waits } = execution;
  if (!waitsForDevice(execution) || (waits?.for === wait.for && waits.group === wait.group)) return execution;
  return { ...execution, waits: { ...wait, since: timestamp(nowMs) } };
}
