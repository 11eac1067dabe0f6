import type {
  AcsRequest,
  CpeFault,
  CpeResponse,
  CwmpVersion,
  DeviceIdentity,
  DuOperationResult,
  FaultStruct,
  FileTypeArg,
  InformEvent,
  ParameterValue,
} from '#libs/cwmp';
import type { Proof } from '../access/device-access.ts';
import type { Command, CommandKind, CommandOutcome } from '../command/command.ts';
import type { ConditionType } from '../desired/sync.ts';
import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { ValueChange } from '../device/reported.ts';
import type { ExecutionChanged } from '../rollout/execution-changed.ts';
import type { ImageId } from '../rollout/image.ts';
import type { ImageChanged } from '../rollout/image-told.ts';
import type { RolloutId } from '../rollout/rollout-id.ts';
import type { RolloutChanged, RolloutProgressed } from '../rollout/rollout-told.ts';

/** Every event Muster publishes, by name. */
export interface Events extends DeviceEvents, RolloutEvents, ImageEvents {}

/** What happens to a rollout as a whole. Keyed by rollout: everything about one rollout is in order. */
export interface RolloutEvents {
  /** Something was done to it, or one of its waves is in another state: each change by itself, in order. */
  'rollout.changed': RolloutChanged;
  /** Counts have changed; told every few seconds at most. */
  'rollout.progressed': RolloutProgressed;
}

/** What happens to an image. Keyed by image: everything about one image is in order. */
export interface ImageEvents {
  /** It came, was released or quarantined (also by a rule), or is gone. */
  'image.changed': ImageChanged;
}

/** What happens to a device. Keyed by device: everything about one device is in order. */
export interface DeviceEvents {
  /** A session was opened. Of a settled device only identity and event codes are kept: nothing else changed. */
  'device.informed': DeviceInformed;
  /** First contact. */
  'device.registered': { readonly identity: DeviceIdentity };
  /** `0 BOOTSTRAP`: first contact, factory reset or a changed ACS URL; what was known of the device is void. */
  'device.bootstrapped': { readonly sessionId: string };
  'device.booted': { readonly sessionId: string; readonly commandKeys: readonly string[] };
  'version.changed': { readonly from: string; readonly to: string };
  /** Values that differ from the last known ones. Values of secret parameters are left out (`value` empty). */
  'values.changed': { readonly changes: readonly ValueChange[]; readonly cause: 'inform' | 'read' };
  'discovery.completed': { readonly parameters: number; readonly objects: number; readonly unreadable: number };
  /** An operator said something about the device; what follows from it is looked at in its next session. Values are not told. */
  'device.declared': { readonly changed: readonly DeclaredPart[] };
  /** An operator wants it tried again now, whatever was refused or put off before. */
  'reconcile.requested': Record<string, never>;
  /** Whether something is true of how the device stands to what is declared for it. */
  'condition.changed': ConditionChanged;
  /** An RPC is about to go to the CPE. For one that must not run twice, this is durable before it is sent. */
  'rpc.sent': RpcSent;
  'rpc.answered': RpcAnswered;
  'transfer.completed': TransferCompleted;
  /** A CPE told of a transfer that neither a command nor a rollout knows. */
  'transfer.unsolicited': {
    readonly sessionId: string;
    readonly commandKey: string;
    readonly faultCode: number;
  };
  'du.changed': DuChanged;
  'download.requested': {
    readonly sessionId: string;
    readonly fileType: string;
    readonly args: readonly FileTypeArg[];
  };
  /** A CPE began to fetch an image from its first byte. */
  'download.started': FetchedImage;
  /** It has the end of the image, or the connection ended before. */
  'download.ended': FetchedImage & {
    /** That were sent in this request. */
    readonly bytes: number;
    /** For this command in all, also in other requests and by other processes; absent where that is not known. */
    readonly total?: number;
    /** complete: all that was asked for was sent. aborted: the CPE went away. cut: it was ended here. */
    readonly how: 'complete' | 'aborted' | 'cut';
    readonly durationMs: number;
  };
  /** A CPE sent the file that a command asked for, and it is kept. */
  'file.received': {
    readonly commandId: string;
    readonly commandKey: string;
    readonly fileType: string;
    readonly size: number;
    readonly sha256: string;
  };
  'device.kicked': {
    readonly sessionId: string;
    readonly command: string;
    readonly referer: string;
    readonly arg: string;
  };
  /** Not published for a settled session that ended as it should. */
  'session.ended': SessionEnded;
  'command.queued': CommandEvent;
  'command.sent': CommandEvent & { readonly method: AcsRequest['method'] };
  'command.completed': CommandEvent & { readonly outcome: CommandOutcome };
  'command.failed': CommandEvent & { readonly outcome: CommandOutcome };
  'command.expired': CommandEvent;
  'command.cancelled': CommandEvent;
  /** The command's deadline is over; what becomes of it is decided in order with all else about the device. */
  'command.overdue': CommandEvent;
  /** Somebody claimed to be the device and did not prove it. Of many, few are told. */
  'security.login.failed': LoginFailed;
  /** A device that is not known waits for an operator to let it in. */
  'security.device.knocked': { readonly identity: DeviceIdentity; readonly address: string; readonly proof: Proof };
  /** Two that claim to be the device, and prove it where that is asked for, had sessions at once, from two addresses. */
  'security.device.doubled': DeviceDoubled;
  /** Whether the device may come in, or what it logs in with. */
  'security.access.changed': { readonly change: AccessChange; readonly by: 'operator' | 'rule' | 'device' };
  /** A rollout got on with the device. */
  'execution.changed': ExecutionChanged;
}

export const LOGIN_FAILURES = ['wrong_login', 'other_device', 'replayed', 'not_admitted'] as const;
export type LoginFailure = (typeof LOGIN_FAILURES)[number];

export interface LoginFailed {
  readonly reason: LoginFailure;
  readonly address: string;
  /** The name that was given; empty where none was. */
  readonly username: string;
  /** How many more there were for that reason at this gateway since the last that was told. */
  readonly untold: number;
}

/** went_on: who was cut short went on all the same. again: sessions were cut short from elsewhere twice within an hour. */
export const DOUBLE_EVIDENCE = ['went_on', 'again'] as const;

export interface DeviceDoubled {
  readonly evidence: (typeof DOUBLE_EVIDENCE)[number];
  /** Of who opened the last session, and of who had the one before: as `networkOf` has them. */
  readonly address: string;
  readonly otherAddress: string;
}

export const ACCESS_CHANGES = [
  'quarantined',
  'admitted',
  'refused',
  'login_set',
  'login_prepared',
  'login_taken',
  'removed',
] as const;
export type AccessChange = (typeof ACCESS_CHANGES)[number];

export const DECLARED_PARTS = ['tags', 'attributes', 'secrets'] as const;
export type DeclaredPart = (typeof DECLARED_PARTS)[number];

export interface ConditionChanged {
  readonly condition: ConditionType;
  /** false: it is not true any more; reason and message are those it had. */
  readonly holds: boolean;
  readonly reason: string;
  readonly message: string;
  /** Profiles in force for the device, `name@revision`. */
  readonly profiles: readonly string[];
  /** How many things are not as declared. */
  readonly differing: number;
}

export type EventType = keyof Events;

export interface DeviceInformed {
  readonly sessionId: string;
  /** Where to signal the decision. */
  readonly gateway: string;
  readonly identity: DeviceIdentity;
  readonly events: readonly InformEvent[];
  readonly retryCount: number;
  readonly settled: boolean;
  /** The rest is there only when the device is not settled. */
  readonly login?: InformLogin;
  readonly version?: CwmpVersion;
  readonly currentTime?: string;
  /** See `informFingerprint`. */
  readonly fingerprint?: string;
  readonly parameters?: readonly ParameterValue[];
}

/** What the session has proved; absent where nobody was asked. */
export interface InformLogin {
  readonly proof: Proof;
  /** It is sent nothing but a login of its own. */
  readonly confined?: true;
}

export interface RpcSent {
  readonly sessionId: string;
  readonly commandId: string;
  readonly step: number;
  readonly method: AcsRequest['method'];
}

export interface RpcAnswered extends RpcSent {
  readonly gateway: string;
  readonly answer: RpcAnswer;
  /** Size of the CPE's message in bytes. */
  readonly bytes: number;
  readonly durationMs: number;
}

export type RpcAnswer =
  | { readonly kind: 'response'; readonly response: CpeResponse }
  | { readonly kind: 'fault'; readonly fault: CpeFault }
  /** An empty POST in reply: the CPE does not do this RPC. */
  | { readonly kind: 'declined' };

export interface TransferCompleted {
  readonly sessionId: string;
  /** Absent for an autonomous transfer. */
  readonly commandKey?: string;
  readonly fault: FaultStruct;
  readonly startTime: string;
  readonly completeTime: string;
  readonly autonomous?: {
    readonly announceUrl: string;
    readonly transferUrl: string;
    readonly isDownload: boolean;
    readonly fileType: string;
    readonly fileSize: number;
    readonly targetFileName: string;
  };
}

export interface FetchedImage {
  readonly commandKey: string;
  readonly image: string;
  /** First byte that was asked for. */
  readonly from: number;
  /** Of the whole image. */
  readonly size: number;
}

export interface DuChanged {
  readonly sessionId: string;
  /** Absent when the change was autonomous. */
  readonly commandKey?: string;
  readonly results: readonly (DuOperationResult & { readonly operationPerformed?: string })[];
}

export type SessionEndReason = 'done' | 'timeout' | 'superseded' | 'protocol_error' | 'shutdown';

export interface SessionEnded {
  readonly sessionId: string;
  readonly reason: SessionEndReason;
  /** What the protocol error was. */
  readonly detail?: string;
  readonly durationMs: number;
  readonly rpcs: number;
  /** The RPC whose answer never came. */
  readonly inFlight?: RpcSent;
}

export interface CommandEvent {
  readonly commandId: string;
  readonly commandKey: string;
  readonly kind: CommandKind;
  readonly origin: Command['origin'];
}

interface EventFact<T extends EventType> {
  /** Deterministic: the same fact published twice has the same id. */
  readonly id: string;
  readonly type: T;
  readonly time: Timestamp;
  readonly data: Events[T];
}

/** Whom it happened to. */
type EventSubject<T extends EventType> = T extends keyof RolloutEvents
  ? { readonly rollout: RolloutId }
  : T extends keyof ImageEvents
    ? { readonly image: ImageId }
    : { readonly deviceId: DeviceId };

export type NewEvent<T extends EventType = EventType> = EventFact<T> & EventSubject<T>;

/** A NewEvent of any type, as a union that narrows by `type`. */
export type AnyNewEvent = { [T in EventType]: NewEvent<T> }[EventType];

/** A published event. `position` grows along the events of a subject; only positions of one subject may be compared. */
export type EventRecord = { [T in EventType]: NewEvent<T> & { readonly position: number } }[EventType];

export type DeviceEventRecord = Extract<EventRecord, { readonly deviceId: DeviceId }>;

export function isDeviceEvent(event: EventRecord): event is DeviceEventRecord {
  return 'deviceId' in event;
}

/** By what events are in order: the device, the rollout, or the image. */
export function eventSubject(event: AnyNewEvent): DeviceId | RolloutId | ImageId {
  if ('deviceId' in event) return event.deviceId;
  return 'rollout' in event ? event.rollout : event.image;
}

/** The members that name the subject of an event of a type, from its text; also of a type of a later version. */
export function subjectMembers(
  type: string,
  subject: string,
): { readonly rollout: string } | { readonly image: string } | { readonly deviceId: string } {
  if (type.startsWith('image.')) return { image: subject };
  return type.startsWith('rollout.') ? { rollout: subject } : { deviceId: subject };
}
