import type { Timestamp } from '../device/device.ts';
import type { FileLogin } from '../transfer/file-ticket.ts';
import type { RetryRules } from './fault-class.ts';
import type { HaltRules } from './halt-rules.ts';
import type { ImageId } from './image.ts';
import type { RolloutAct } from './rollout-acts.ts';
import type { RolloutId } from './rollout-id.ts';
import type { RolloutStatus } from './rollout-phase.ts';
import type { Tally } from './tally.ts';
import type { UntoldRolloutChange } from './untold-rollout.ts';

/** An upgrade of many devices, as an operator writes it. */
export interface RolloutDocument {
  readonly description?: string;
  readonly image: ImageId;
  readonly target: RolloutTarget;
  /** One after the other; the last one takes all that are left. */
  readonly waves: readonly WaveSpec[];
  readonly permits: PermitSpec;
  /** Devices are upgraded only within one of them; absent: at any time. */
  readonly windows?: readonly MaintenanceWindow[];
  /**
   * Nothing is begun in the last minutes of a window, so that devices do not boot after it; never more than half of it. Default 15.
   */
  readonly windowLeadMinutes?: number;
  /** Default: by a Download, in a session within the windows, from a URL that needs no login. */
  readonly delivery?: Delivery;
  /** Where the zone of a device is not known. Default UTC. */
  readonly timeZone?: string;
  /** Must hold in the session before the Download is sent; else the device is asked again in a later one. */
  readonly preChecks?: readonly ParameterCheck[];
  /** Must hold after the device came back with the new version. */
  readonly postChecks?: readonly ParameterCheck[];
  /**
   * Minutes a device must stay well before it counts as succeeded. Its permit is held so long: what fails only after that
   * time is found on `permits.cap` devices, and no more than that many are upgraded in it.
   */
  readonly deviceSoakMinutes?: number;
  readonly halt?: HaltRules;
  readonly retry?: RetryRules;
  readonly timeouts?: Partial<StateTimeouts>;
  /** The CPE is rebooted when it reports success and stays as it is. Default false: it reboots by itself. */
  readonly rebootAfterTransfer?: boolean;
  readonly allowDowngrade?: boolean;
  readonly allowReinstall?: boolean;
  /** Somebody else than its author has to approve it before it starts. Default true. */
  readonly approval?: boolean;
  /** What is not finished then is given up. */
  readonly deadlineAt: Timestamp;
  /** A rollout of a higher priority takes devices to which nothing was sent yet. Default 0. */
  readonly priority?: number;
}

export interface RolloutTarget {
  /** Devices it is for, in the filter language. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Those it is not for all the same. */
  readonly exclude?: Readonly<Record<string, unknown>>;
  /** frozen: the devices that fit when it starts. growing: also those that fit later; it never completes by itself. */
  readonly mode: 'frozen' | 'growing';
  /** More devices than that are refused at the start: a filter that is too wide. */
  readonly max?: number;
}

export interface WaveSpec {
  readonly size: { readonly devices: number } | { readonly percent: number };
  /** Minutes between the end of the wave and the start of the next one. Default 0. */
  readonly soakMinutes?: number;
  /** Share of the wave, 0 to 1, that must have succeeded before it soaks. Default 0.95. */
  readonly successThreshold?: number;
  /** Somebody has to open the next wave. Default false. */
  readonly gate?: boolean;
  /** Each rule goes before that of `RolloutDocument.halt`. */
  readonly halt?: HaltRules;
}

export interface PermitSpec {
  /** Devices that may be under way or lost at a time, in each wave. */
  readonly cap: number;
  /** Failures that burn no permit, as a share (0 to 1) of the successes. Default 0. */
  readonly tolerance?: number;
  /** Devices under way or lost with the same value of an attribute, such as the site or the access node, in all waves. */
  readonly groups?: readonly GroupLimit[];
}

export interface GroupLimit {
  /** Name of an attribute of devices; those without it are not limited. */
  readonly attribute: string;
  readonly cap: number;
}

/** A time of the week in which devices may be upgraded. */
export interface MaintenanceWindow {
  /** 1 Monday to 7 Sunday, the days on which it begins; absent: every day. */
  readonly days?: readonly number[];
  /** `02:00`, on the clock on the wall. */
  readonly start: string;
  readonly minutes: number;
  /** An IANA zone, or its rules as CPEs report them (`PosixZone`), or `device` for that of each device. */
  readonly zone: string;
}

/** WindowMode (TR-069 A.4.1.8). */
export const WINDOW_MODES = ['1 At Any Time', '2 Immediately', '3 When Idle', '4 Confirmation Needed'] as const;
export type WindowMode = (typeof WINDOW_MODES)[number];

/** How devices get the image. */
export type Delivery = DownloadDelivery | ScheduledDelivery;

interface DeliveryLogin {
  /** What the CPE fetches the image with, for those that can't without one. Default none. */
  readonly login?: FileLogin;
}

/** By a Download, in a session within the windows. */
export interface DownloadDelivery extends DeliveryLogin {
  readonly by: 'download';
}

/**
 * The CPE is told its next windows whenever it calls in, and begins in them by itself: for devices that can't be woken, and
 * that know best when they are idle. Each holds its permit from then to the end, and pre-checks are made when it is told.
 * CPEs that have no ScheduleDownload are sent a Download.
 */
export interface ScheduledDelivery extends DeliveryLogin {
  readonly by: 'scheduleDownload';
  /** Only to devices of these product classes; absent: to all. */
  readonly productClasses?: readonly string[];
  /** Default `1 At Any Time`. */
  readonly mode?: WindowMode;
  /** For the subscriber, where the CPE shows it. */
  readonly userMessage?: string;
  /** By the CPE itself within its windows, -1: as it likes. Default 0: what is tried again is counted by the rollout. */
  readonly maxRetries?: number;
}

/** A parameter that must read so. */
export interface ParameterCheck {
  /** Full path. */
  readonly path: string;
  readonly oneOf: readonly string[];
}

/** How long a device may stay in a state, in milliseconds. */
export interface StateTimeouts {
  /** A connection request that nobody answers. */
  readonly notifiedMs: number;
  /** Between the permit and the Download, in one session. */
  readonly admittedMs: number;
  /** For the answer of a Download. */
  readonly sendingMs: number;
  /** A Download whose answer was lost is sent again after that time, if nothing tells what became of it. */
  readonly resendMs: number;
  /** A Download whose answer was lost is given up. */
  readonly unknownSentMs: number;
  /** From the Download, or the end of the windows the CPE was told, to its TransferComplete. */
  readonly transferringMs: number;
  /** From the TransferComplete to the boot; then the CPE is rebooted, if the rollout does that. */
  readonly transferredMs: number;
  readonly rebootingMs: number;
  /** For the post-checks to hold. */
  readonly verifyingMs: number;
  /** A boot without a word about the transfer. */
  readonly bootGraceMs: number;
  /** After the soak, for a sign of life. */
  readonly soakGraceMs: number;
  /**
   * After a fault, or between two images, for a sign of life: from when it may be tried again, within its windows. As long as
   * it calls in it is waited for.
   */
  readonly waitingRetryMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const DEFAULT_TIMEOUTS: StateTimeouts = {
  notifiedMs: 5 * MINUTE,
  admittedMs: 2 * MINUTE,
  sendingMs: 2 * MINUTE,
  resendMs: 30 * MINUTE,
  unknownSentMs: 24 * HOUR,
  transferringMs: 4 * HOUR,
  transferredMs: 30 * MINUTE,
  rebootingMs: 24 * HOUR,
  verifyingMs: HOUR,
  bootGraceMs: 15 * MINUTE,
  soakGraceMs: 24 * HOUR,
  waitingRetryMs: 48 * HOUR,
};

export interface Rollout {
  readonly id: RolloutId;
  /** Unique, by the operator. */
  readonly name: string;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  /** Grows with every change of the document but a lower cap: an approval is for one generation. */
  readonly generation: number;
  readonly document: RolloutDocument;
  readonly author: string;
  readonly status: RolloutStatus;
  readonly waves: readonly Wave[];
  /** Highest wave that somebody opened past a gate. */
  readonly openedWave: number;
  /** Models and versions (`Execution.cell`) that get nothing any more. */
  readonly closedCells: readonly string[];
  readonly createdAt: Timestamp;
  /** Absent before its devices were counted, which is when it starts. */
  readonly enrolment?: RolloutEnrolment;
  /** Set while it does not go on because of what was counted: whoever resumes it pardons that (`Pardon`). */
  readonly stopped?: RolloutStop;
  /** How often that was: what had burned in a group by then is there anew (`countInGroup`). */
  readonly pardons?: number;
  /** Who did what to it, in the order of time; at most MAX_KEPT_ACTS. */
  readonly acts?: readonly RolloutAct[];
  /** Changes that may not have been told yet, in their order (`noteChange`). */
  readonly untold?: readonly UntoldRolloutChange[];
}

export interface RolloutEnrolment {
  /** Devices that fitted then; the waves were cut by them. */
  readonly counted: number;
  readonly plannedAt: Timestamp;
  /** When each of them was in its wave, or known to be held by another rollout. */
  readonly completedAt?: Timestamp;
}

export interface RolloutStop {
  /** The rule, or `halted` for somebody's own decision. */
  readonly rule: string;
  readonly at: Timestamp;
}

/** pending: nobody is in it yet. running: its devices are admitted. soaking: it did well and waits. stalled: no permit is left. */
export const WAVE_STATES = ['pending', 'running', 'soaking', 'passed', 'failed', 'stalled'] as const;
export type WaveState = (typeof WAVE_STATES)[number];

export interface Wave {
  /** From 1. */
  readonly number: number;
  readonly state: WaveState;
  readonly since: Timestamp;
  /** Devices that are in it. */
  readonly size: number;
  readonly buckets: number;
  /** Permits of all its buckets together. */
  readonly cap: number;
  /** Devices whose rank (`rankOf`) is below it, and that are in no earlier wave. */
  readonly ranksBelow?: number;
  readonly pardon?: Pardon;
}

/** What had been counted in a wave when somebody let the rollout go on all the same: rules count from there. */
export interface Pardon {
  readonly tally: Tally;
  /** `BucketCounter.runs` of all buckets, the longest of each cell. */
  readonly runs: Readonly<Record<string, number>>;
  /** Permits that were burned, by bucket: as many are there anew. */
  readonly burned: readonly number[];
}
