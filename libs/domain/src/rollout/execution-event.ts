import type { TimeWindow } from '#libs/cwmp';
import type { Device } from '../device/device.ts';
import type { VendorFaults } from './fault-class.ts';
import type { Image, ImageId } from './image.ts';
import type { ImagePath } from './image-path.ts';
import type { OpenTime } from './maintenance-window.ts';
import type { Rollout } from './rollout.ts';
import type { RolloutPhase } from './rollout-phase.ts';
import type { Wait } from './wait-reason.ts';

/** What happens to a device in a rollout. */
export type ExecutionEvent =
  /** Its wave is open, and the way to the target was looked for. */
  | { readonly type: 'planned'; readonly path: ImagePath }
  | ({ readonly type: 'informed' } & InformFacts)
  /** Its window is open and it can be reached. */
  | { readonly type: 'wakeWanted' }
  /** Nobody answered the connection request: no failure of the device. */
  | { readonly type: 'wakeFailed' }
  /** It called in, and nothing was sent. */
  | { readonly type: 'held'; readonly wait: Wait }
  | { readonly type: 'preChecked'; readonly sessionId: string; readonly failed?: string }
  | { readonly type: 'downloadAnswered'; readonly sessionId: string; readonly answer: DownloadAnswer }
  /** The Download that was about to go out did not: since then something has closed, or it has nowhere to fetch from. */
  | { readonly type: 'notSent'; readonly sessionId: string; readonly detail: string }
  | { readonly type: 'sessionEnded'; readonly sessionId: string }
  | {
      readonly type: 'transferCompleted';
      readonly sessionId: string;
      readonly position: number;
      readonly commandKey?: string;
      readonly faultCode: number;
    }
  /** The answer of GetAllQueuedTransfers, or that there is none. */
  | {
      readonly type: 'queueAnswered';
      readonly sessionId: string;
      readonly queue: readonly QueuedTransfer[] | 'unknown';
    }
  | { readonly type: 'cancelAnswered'; readonly sessionId: string; readonly done: boolean }
  | { readonly type: 'rebootAnswered'; readonly sessionId: string }
  | { readonly type: 'postChecked'; readonly sessionId: string; readonly failed?: string; readonly configured: boolean }
  /** What is declared for the device was put back since the post-checks. */
  | { readonly type: 'configured'; readonly sessionId: string }
  /** Something else than its version says that the device does badly. */
  | { readonly type: 'unhealthy'; readonly detail: string }
  /** The time in `deadlineAt` is over. */
  | { readonly type: 'deadline' }
  | { readonly type: 'cancel'; readonly by: string }
  /** Another rollout, of a higher priority, wants the device. */
  | { readonly type: 'supersede'; readonly by: string };

export interface InformFacts {
  /** Of its event (`EventRecord.position`): one at or before the last one that counted comes a second time. */
  readonly position: number;
  readonly sessionId: string;
  readonly softwareVersion: string;
  /** `1 BOOT`, or `0 BOOTSTRAP`. */
  readonly booted: boolean;
  readonly bootstrapped: boolean;
  /** `7 TRANSFER COMPLETE`: a TransferComplete follows in the session. */
  readonly transferComplete: boolean;
}

export type DownloadAnswer =
  | { readonly kind: 'status'; readonly status: 0 | 1 }
  | { readonly kind: 'fault'; readonly faultCode: number };

export interface QueuedTransfer {
  readonly commandKey: string;
  /** 1 not started, 2 in progress, 3 completed (TR-069 A.4.1.7). */
  readonly state: 1 | 2 | 3;
}

/** What the shell does after the execution is saved, in the open session where it needs one. */
export type ExecutionEffect =
  /** Look for the way to the target: then `planned`, and the Inform once more. */
  | { readonly do: 'plan' }
  | { readonly do: 'wake' }
  /** Read the parameters of the pre-checks (there may be none), then `preChecked`. */
  | { readonly do: 'preCheck'; readonly sessionId: string }
  | { readonly do: 'download'; readonly sessionId: string; readonly commandKey: string; readonly image: ImageId }
  /**
   * ScheduleDownload with this TimeWindowList; its URL must be valid until the last window is over. Its empty answer is
   * `downloadAnswered` with status 1.
   */
  | {
      readonly do: 'scheduleDownload';
      readonly sessionId: string;
      readonly commandKey: string;
      readonly image: ImageId;
      readonly timeWindowList: readonly TimeWindow[];
    }
  | { readonly do: 'listTransfers'; readonly sessionId: string }
  | { readonly do: 'cancelTransfer'; readonly sessionId: string; readonly commandKey: string }
  | { readonly do: 'reboot'; readonly sessionId: string; readonly commandKey: string }
  /** Read the parameters of the post-checks, then `postChecked`. */
  | { readonly do: 'postCheck'; readonly sessionId: string }
  /** The URL that was sent under the key is valid no more. */
  | { readonly do: 'revoke'; readonly commandKey: string }
  /** What is declared for the device has to be put back before it soaks. */
  | { readonly do: 'configure' }
  /** A TransferComplete that belongs to nothing that was sent. */
  | { readonly do: 'tellUnsolicited'; readonly commandKey: string };

/** What is true at the moment of an event; read before, not kept. */
export interface ExecutionContext {
  readonly nowMs: number;
  readonly rollout: Pick<Rollout, 'document' | 'closedCells' | 'pardons'> & {
    readonly phase: RolloutPhase;
    readonly approved: boolean;
  };
  /** Whether devices of the wave are admitted. */
  readonly waveOpen: boolean;
  /** Whether the window of the device is open, for long enough. */
  readonly windowOpen: boolean;
  /** Windows of the device that are open or come next (`openTimes`); absent: the rollout has none. */
  readonly openTimes?: readonly OpenTime[];
  /** Of the path: as it is now, since quarantine holds at once. */
  readonly images: ReadonlyMap<ImageId, Image>;
  readonly device: Pick<Device, 'methods'>;
  /** Vendor's own fault codes. */
  readonly vendorFaults?: VendorFaults;
}

export interface Stepped<State> {
  readonly state: State;
  readonly effects: readonly ExecutionEffect[];
}
