import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { ExecutionAsk } from './execution-ask.ts';
import type { ExecutionChanged } from './execution-changed.ts';
import type { FaultClass } from './fault-class.ts';
import type { ImageSubject } from './image.ts';
import type { ImageStep, PathRefusal } from './image-path.ts';
import type { RolloutId } from './rollout-id.ts';
import type { Wait } from './wait-reason.ts';

export const EXECUTION_STATES = [
  /** In a wave; not looked at yet. */
  'eligible',
  /** Waits for its device to call in, for a window and a permit. */
  'scheduled',
  /** A connection request was asked for. */
  'notified',
  /** It has a permit; the pre-checks run in the open session. */
  'admitted',
  /** The intent is stored; the Download goes out. */
  'sending',
  /** The session ended before the Download was answered. */
  'unknownSent',
  'transferring',
  /** TransferComplete without a fault, or Status 0. Not success. */
  'transferred',
  /** The CPE was told, or is about to be told, to reboot. */
  'rebooting',
  /** It reports the new version; the post-checks run. */
  'verifying',
  'soaking',
  /** A fault after which it is tried again. It keeps its permit. */
  'waitingRetry',
  'succeeded',
  'failed',
  /** Nothing came in time. */
  'timedOut',
  /** There is nothing to do, or it can't be done on this device. */
  'skipped',
  'cancelled',
  /** A rollout of a higher priority took the device. */
  'superseded',
] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];

export const FINAL_STATES = ['succeeded', 'failed', 'timedOut', 'skipped', 'cancelled', 'superseded'] as const;
export type FinalState = (typeof FINAL_STATES)[number];
export type OpenState = Exclude<ExecutionState, FinalState>;

/** How the device counts against the permits of its bucket. */
export type Account =
  /** Not at all: nothing was sent, or nothing was done. */
  'none' | 'inFlight' | 'completed' | 'failed';

/** One rollout on one device. */
export interface Execution {
  readonly rollout: RolloutId;
  readonly deviceId: DeviceId;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly wave: number;
  readonly bucket: number;
  /** `manufacturer/productClass/hardwareVersion` and the version at the start: what fails in one cell need not fail in another. */
  readonly cell: string;
  /** Groups in which it counts, `attribute=value`. */
  readonly groups: readonly string[];
  /** Empty before it was looked at. */
  readonly path: readonly ImageStep[];
  /** Of the path, from 1. */
  readonly step: number;
  /** Of the step, from 1: the number of the Download that is under way, or of the next one. */
  readonly attempt: number;
  readonly state: ExecutionState;
  readonly since: Timestamp;
  /** When it must be looked at; absent in final states only. */
  readonly deadlineAt?: Timestamp;
  readonly account: Account;
  /** The CPE may be fetching, or still fetch, what was sent: nothing else may be sent to it. */
  readonly transferOpen: boolean;
  /** Not sent before. */
  readonly notBefore?: Timestamp;
  /** The session in which something is asked of the CPE. */
  readonly sessionId?: string;
  /** Of the last Inform or TransferComplete that changed something; 0 before. */
  readonly position: number;
  readonly evidence: Evidence;
  /** How often each class of faults was tried again in this step. */
  readonly retries: Readonly<Partial<Record<FaultClass, number>>>;
  /** Every fault code that came, once. */
  readonly faults: readonly number[];
  readonly reason?: ExecutionReason;
  /** One sentence for people. */
  readonly detail?: string;
  /** What was sent, in the order of time; at most MAX_KEPT_ATTEMPTS. */
  readonly attempts: readonly Attempt[];
  /** Why nothing was sent when it called in last, and since when that is so. */
  readonly waits?: Wait & { readonly since: Timestamp };
  /** What was asked of the CPE last, in the session that it names. */
  readonly asked?: Asked;
  /** Changes of state that may not have been told yet, in their order; kept with the change, so that none is lost. */
  readonly untold?: readonly UntoldChange[];
}

export interface Asked {
  readonly ask: ExecutionAsk;
  /** Of the RPC: an answer to another one is stale. */
  readonly number: number;
  readonly answered?: true;
}

export interface UntoldChange {
  /** Of the execution after it. */
  readonly revision: number;
  readonly at: Timestamp;
  readonly change: ExecutionChanged;
}

/** More than that are told by nobody: those that came first are dropped. */
export const MAX_UNTOLD = 16;

/** What was seen since the Download, or ScheduleDownload, of the present attempt. */
export interface Evidence {
  readonly sentAt?: Timestamp;
  /** When the first of the windows the CPE was told opens, and the last one closes: it was sent a ScheduleDownload. */
  readonly scheduled?: { readonly from: Timestamp; readonly until: Timestamp };
  /** Of any message of the device. */
  readonly seenAt?: Timestamp;
  readonly transferComplete?: { readonly faultCode: number; readonly at: Timestamp; readonly withoutKey?: true };
  /** The last boot since the Download. */
  readonly boot?: { readonly at: Timestamp; readonly sessionId: string; readonly version: string };
  /** Informs since a boot that said nothing of the transfer, that one included. */
  readonly silentInforms?: number;
  /** When an Inform had the version of the step. */
  readonly versionAt?: Timestamp;
  /** Boots while it soaked. */
  readonly soakBoots?: number;
  /** `0 BOOTSTRAP` came with the new version: what was configured is gone. */
  readonly configLost?: true;
  readonly rebootSentAt?: Timestamp;
  /** The transfer queue of the CPE was asked for in that session. */
  readonly queueAskedIn?: string;
  /** Why a check did not hold the last time. */
  readonly checkFailed?: string;
  /** Success came after it was given up. */
  readonly late?: true;
  readonly cancelWanted?: { readonly by: string; readonly askedIn?: string; readonly refused?: true };
}

export interface Attempt {
  readonly step: number;
  readonly attempt: number;
  readonly commandKey: string;
  readonly sentAt: Timestamp;
  readonly endedAt?: Timestamp;
  readonly faultCode?: number;
  readonly result?: string;
}

export const MAX_KEPT_ATTEMPTS = 20;

export type ExecutionReason =
  | PathRefusal
  /** The CPE refused the Download, or the transfer ended with a fault. */
  | 'fault'
  /** The CPE can't do it. */
  | 'unsupported'
  /** It booted and said nothing of the transfer. */
  | 'rebootNoTransfer'
  /** It came back with the old version. */
  | 'reverted'
  | 'unexpectedVersion'
  /** It reported success, and did not take the image over. */
  | 'notApplied'
  | 'postCheck'
  /** It booted again and again with the new version. */
  | 'unhealthy'
  /** Not a word since the Download. */
  | 'silent'
  | 'deadline'
  /** The windows were too short for it (9020), and there are no more. */
  | 'outsideWindow'
  | 'cancelled'
  /** The rollout was halted before the image was fetched. */
  | 'halted'
  | 'priority';

/** A device as it comes into a wave. */
export function newExecution(init: {
  readonly rollout: RolloutId;
  readonly deviceId: DeviceId;
  readonly wave: number;
  readonly bucket: number;
  readonly cell: string;
  readonly groups: readonly string[];
  readonly now: Timestamp;
  /** Of the rollout. */
  readonly deadlineAt: Timestamp;
}): Execution {
  const { now, ...rest } = init;
  return {
    ...rest,
    revision: 0,
    path: [],
    step: 1,
    attempt: 1,
    state: 'eligible',
    since: now,
    account: 'none',
    transferOpen: false,
    position: 0,
    evidence: {},
    retries: {},
    faults: [],
    attempts: [],
  };
}

export function isFinalState(state: ExecutionState): state is FinalState {
  return (FINAL_STATES as readonly ExecutionState[]).includes(state);
}

/** Whether no other rollout and no command may send the device a file or reboot it. */
export function holdsDevice({ state, transferOpen }: Execution): boolean {
  return transferOpen || !isFinalState(state);
}

/** Waits for its device; nothing is asked of it and nothing is under way. */
export function waitsForDevice({ state }: Execution): boolean {
  return state === 'eligible' || state === 'scheduled' || state === 'notified' || state === 'waitingRetry';
}

/** Whether a reboot, or another file, would come in between. */
export function occupiesDevice({ state, transferOpen }: Execution): boolean {
  return transferOpen || UNDERWAY.has(state);
}

const UNDERWAY: ReadonlySet<ExecutionState> = new Set<ExecutionState>([
  'admitted',
  'sending',
  'unknownSent',
  'transferring',
  'transferred',
  'rebooting',
]);

/** The image that is under way, or comes next. */
export function presentStep({ path, step }: Execution): ImageStep | undefined {
  return path[step - 1];
}

/** Of devices that should fare alike. */
export function cellOf({ identity, hardwareVersion, softwareVersion }: ImageSubject): string {
  const { manufacturer, productClass } = identity;
  return [manufacturer, productClass, hardwareVersion, softwareVersion].map(encodeURIComponent).join('/');
}

/** Of the devices in a cell. */
export function productClassOf(cell: string): string {
  return decodeURIComponent(cell.split('/')[1] ?? '');
}

/** A cell for people. */
export function cellText(cell: string): string {
  const parts = cell.split('/').map(decodeURIComponent);
  return parts.filter((part) => part !== '').join(' ');
}
