import type { AcsRequest, CpeFault, ParameterValue, SetParameterAttribute, ValueType } from '#libs/cwmp';
import type { Plan } from '../desired/plan.ts';
import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { FileLogin } from '../transfer/file-ticket.ts';

/** What an operator (or the ACS itself: `discover`) wants done. One member per kind; `command/kinds` has one file each. */
export type CommandSpec =
  | { readonly kind: 'get'; readonly paths: readonly string[] }
  | { readonly kind: 'set'; readonly values: readonly WantedValue[]; readonly parameterKey?: string }
  | { readonly kind: 'setAttributes'; readonly attributes: readonly SetParameterAttribute[] }
  | { readonly kind: 'add'; readonly objectName: string; readonly values?: readonly WantedValue[] }
  | { readonly kind: 'delete'; readonly objectName: string }
  | { readonly kind: 'refresh'; readonly paths: readonly string[] }
  | { readonly kind: 'reboot' }
  | { readonly kind: 'factoryReset' }
  | ({ readonly kind: 'download' } & DownloadSpec)
  | ({ readonly kind: 'upload' } & UploadSpec)
  | { readonly kind: 'scheduleInform'; readonly delaySeconds: number }
  | { readonly kind: 'getRpcMethods' }
  /** Any RPC as it is; for one with a CommandKey ours is put in. */
  | { readonly kind: 'rpc'; readonly request: AcsRequest }
  /** Learn methods, names and values of the whole tree. Queued by the ACS itself. */
  | { readonly kind: 'discover' }
  /** Make the device what is declared for it. Queued by the ACS itself. */
  | { readonly kind: 'reconcile'; readonly plan: Plan };

export type CommandKind = CommandSpec['kind'];

/** A value to set. Without a type, the one the CPE reported is used; unknown ones are read first. */
export interface WantedValue {
  /** For `add`, relative to the new row. */
  readonly name: string;
  readonly value: string;
  readonly type?: ValueType;
}

/** Of an image, or of a file somewhere else: `image`, or `url` and what goes with it. */
export interface DownloadSpec {
  /** By default that of the image. */
  readonly fileType?: string;
  /** SHA-256 of an image that is here. Its URL is made when it is sent. */
  readonly image?: string;
  /** How the CPE has to log in for the image. Default none: the URL is the proof. */
  readonly login?: FileLogin;
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly fileSize?: number;
  readonly targetFileName?: string;
  readonly delaySeconds?: number;
}

/** To somewhere else; without `url` to here, where the file is kept under the command. */
export interface UploadSpec {
  readonly fileType: string;
  /** How the CPE has to log in to send it here. */
  readonly login?: FileLogin;
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly delaySeconds?: number;
}

export const COMMAND_STATES = ['queued', 'sent', 'completed', 'failed', 'expired', 'cancelled'] as const;
/** queued: waits for a session. sent: an RPC of it is on the wire, or its effect is awaited. The rest are final. */
export type CommandState = (typeof COMMAND_STATES)[number];

export interface Command {
  /** Sorts by time of creation. */
  readonly id: string;
  readonly deviceId: DeviceId;
  /** Grows by one with every save; 0 before the first. */
  readonly revision: number;
  readonly origin: 'operator' | 'system';
  readonly spec: CommandSpec;
  /** The key that sealed its secrets is gone: they are empty in `spec`, and it can't be carried out. */
  readonly unreadable?: true;
  /** CommandKey on the wire, at most 32 characters, unique. */
  readonly commandKey: string;
  readonly idempotencyKey?: string;
  readonly state: CommandState;
  /** Where the command stands between its RPCs; the shape belongs to its kind. */
  readonly progress: CommandProgress;
  readonly onWire?: OnWire;
  readonly awaiting?: Awaiting;
  /** How often the present RPC was tried without success. */
  readonly attempts: number;
  /** RPCs answered so far: the number of the next one, which tells its answer from a stale one. */
  readonly rpcs: number;
  readonly createdAt: Timestamp;
  /** Not sent before. */
  readonly notBefore?: Timestamp;
  /** When a command that is still open must be looked at: not sent by then → expired; not finished → failed. */
  readonly deadlineAt: Timestamp;
  readonly sentAt?: Timestamp;
  readonly finishedAt?: Timestamp;
  readonly outcome?: CommandOutcome;
}

/** JSON of one kind's own making. */
export type CommandProgress = Readonly<Record<string, unknown>>;

/** An RPC that was handed to a gateway and has no answer yet. */
export interface OnWire {
  /** Which RPC of the command this is: an answer for another step is stale. */
  readonly step: number;
  readonly method: AcsRequest['method'];
  readonly sessionId: string;
  readonly sentAt: Timestamp;
}

/** What ends a command whose RPC was answered, but whose effect comes later. */
export interface Awaiting {
  readonly what: 'transferComplete' | 'boot' | 'bootstrap' | 'scheduledInform' | 'duStateChange';
  readonly since: Timestamp;
  /** The session in which it was asked for. */
  readonly sessionId: string;
}

export type CommandOutcome =
  | { readonly status: 'completed'; readonly result: CommandResult }
  | { readonly status: 'failed'; readonly reason: FailureReason; readonly detail: string; readonly fault?: CpeFault };

/** What a completed command has to show. Only members that apply are present. */
export interface CommandResult {
  readonly values?: readonly ParameterValue[];
  readonly methods?: readonly string[];
  readonly instanceNumber?: number;
  /** 1: committed, applied after a reboot. */
  readonly status?: number;
  readonly startTime?: string;
  readonly completeTime?: string;
  readonly parameters?: number;
  readonly unreadable?: readonly string[];
  /** For `rpc`: the answer as it came. */
  readonly response?: unknown;
  readonly note?: string;
}

export type FailureReason =
  /** The CPE answered with a fault: it is in `fault`. */
  | 'cpe_fault'
  /** The CPE does not list the method, or answered the RPC with an empty POST. */
  | 'not_supported'
  /** The command can't be sent to this device; `detail` says why. */
  | 'invalid'
  /** It was sent, the answer was lost, and it can't be found out whether it was done; not sent again. */
  | 'outcome_unknown'
  /** Its effect did not come in time. */
  | 'timed_out'
  /** The transfer ended with a fault. */
  | 'transfer_failed'
  | 'internal';

export function isOpen(command: Command): boolean {
  return command.state === 'queued' || command.state === 'sent';
}
