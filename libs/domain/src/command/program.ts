import type { AcsRequest, CpeFault, InformEvent, ParameterInfo, ParameterValue } from '#libs/cwmp';
import type { RowName } from '../desired/desired.ts';
import type { PlanReport, UnresolvedAdd } from '../desired/plan-progress.ts';
import type { Device, DeviceAttribute } from '../device/device.ts';
import type { ModelKnowledge } from '../device/model.ts';
import type { ReportedParameter } from '../device/reported.ts';
import type { DuChanged, RpcAnswer, TransferCompleted } from '../events/events.ts';
import type {
  Awaiting,
  Command,
  CommandOutcome,
  CommandProgress,
  CommandResult,
  CommandSpec,
  FailureReason,
} from './command.ts';

/** A command whose spec is of one kind. */
export type CommandOf<K extends CommandSpec['kind']> = Command & { readonly spec: Extract<CommandSpec, { kind: K }> };

/** What a program may look at. */
export interface CommandContext {
  readonly device: Device;
  readonly model: ModelKnowledge;
  /** What is known of the paths that `needs` named (of an object: all below it). */
  readonly reported: readonly ReportedParameter[];
  readonly nowMs: number;
  /** Of a `reconcile`: the secrets that its plan names, in the clear. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Of a `reconcile`: where the declared rows are that were there before, by name. */
  readonly rowPaths?: ReadonlyMap<RowName, string>;
  /** Of a transfer from or to here that is not sent yet. */
  readonly place?: FilePlace;
}

/** Where a CPE fetches or sends a file here, made for the RPC that is sent next; or why it can't. */
export type FilePlace =
  | {
      readonly ok: true;
      readonly url: string;
      readonly username: string;
      readonly password: string;
      /** Of an image. */
      readonly file?: { readonly fileType: string; readonly size: number };
    }
  | { readonly ok: false; readonly why: string };

/** What a command does next. */
export type Next =
  | { readonly do: 'send'; readonly request: AcsRequest; readonly idempotent: boolean }
  | { readonly do: 'await'; readonly what: Awaiting['what']; readonly timeoutMs: number }
  | { readonly do: 'finish'; readonly outcome: CommandOutcome; readonly learnt?: readonly Learnt[] };

/** What an answer (or its loss) does to a command. */
export interface After {
  readonly progress: CommandProgress;
  /** What was learnt about the device, to be kept. */
  readonly learnt: readonly Learnt[];
  /** The RPC failed in a way that may pass: try it again, at the earliest after this time. */
  readonly retryAfterMs?: number;
  /** The command is over; otherwise `next` is asked. */
  readonly outcome?: CommandOutcome;
}

export type Learnt =
  | { readonly what: 'values'; readonly values: readonly ParameterValue[] }
  | {
      readonly what: 'names';
      readonly path: string;
      readonly names: readonly ParameterInfo[];
      readonly nextLevel: boolean;
    }
  | { readonly what: 'gone'; readonly path: string }
  | { readonly what: 'methods'; readonly methods: readonly string[] }
  | { readonly what: 'attributes'; readonly attributes: readonly DeviceAttribute[] }
  | { readonly what: 'rebootPending' }
  /** A plan came to its end, or can go no further. */
  | {
      readonly what: 'reconciled';
      readonly planHash: string;
      /** ParameterKey of its last change, if the report says that it was accepted. */
      readonly beacon: string;
      readonly report: PlanReport;
      readonly rows: Readonly<Record<RowName, number>>;
      /** Nobody knows whether it is there. */
      readonly unresolved?: UnresolvedAdd;
    }
  /** A parameter was not taken over as declared: others of the model may do the same. */
  | {
      readonly what: 'incident';
      /** With rows as `{i}`. */
      readonly path: string;
      readonly isAuthorsError: boolean;
      /** Of the profiles. */
      readonly generation: number;
    }
  | { readonly what: 'discovered'; readonly state: 'complete' | 'partial'; readonly unreadable: number }
  | {
      readonly what: 'model';
      readonly knowledge: Partial<Pick<ModelKnowledge, 'readBatch' | 'unreadable' | 'namesByLevel' | 'writeBatch'>>;
    };

/** What the CPE said that may end a command which waits. */
export type Observation =
  | { readonly type: 'informed'; readonly sessionId: string; readonly events: readonly InformEvent[] }
  | { readonly type: 'transfer'; readonly transfer: TransferCompleted }
  | { readonly type: 'du'; readonly change: DuChanged };

/**
 * How one kind of command goes from RPC to RPC; pure, so that it can be replayed. `progress` is all it remembers, and it
 * starts as `{}`.
 */
export interface CommandProgram<K extends CommandSpec['kind']> {
  /** Paths whose reported state the next call wants to see; `answer` is there when that call is `answered` or `lost`. */
  needs?(command: CommandOf<K>, answer: RpcAnswer | 'lost' | undefined): readonly string[];
  next(command: CommandOf<K>, context: CommandContext): Next;
  answered(command: CommandOf<K>, answer: RpcAnswer, context: CommandContext, bytes: number): After;
  /**
   * The RPC that `next` gave was sent and its session ended without an answer. Whether it was executed is not known;
   * for an RPC that must not run twice this decides how to find out. Default: send it again, three times at most.
   */
  lost?(command: CommandOf<K>, context: CommandContext): After;
  /** What the CPE said may end the command. Called for commands that were sent. */
  observed?(command: CommandOf<K>, observation: Observation): CommandOutcome | undefined;
}

export const MAX_ATTEMPTS = 3;
const RETRY_BASE_MS = 30_000;

export function completed(result: CommandResult = {}): CommandOutcome {
  return { status: 'completed', result };
}

export function failed(reason: FailureReason, detail: string, fault?: CpeFault): CommandOutcome {
  return { status: 'failed', reason, detail, ...(fault === undefined ? {} : { fault }) };
}

export function goOn(progress: CommandProgress, ...learnt: Learnt[]): After {
  return { progress, learnt };
}

export function finish(outcome: CommandOutcome, ...learnt: Learnt[]): After {
  return { progress: {}, learnt, outcome };
}

/** The usual end of an RPC that was answered with something else than its response. */
export function refused(command: Command, answer: Exclude<RpcAnswer, { kind: 'response' }>): After {
  if (answer.kind === 'declined') {
    return finish(failed('not_supported', 'The CPE answered the RPC with an empty POST: it does not support it.'));
  }
  const { fault } = answer;
  if (fault.faultCode === 9000) {
    return finish(failed('not_supported', 'The CPE does not support this method (fault 9000).', fault));
  }
  // 9002 internal error is the one fault that may pass by itself.
  if (fault.faultCode === 9002 && command.attempts + 1 < MAX_ATTEMPTS) {
    return { progress: command.progress, learnt: [], retryAfterMs: RETRY_BASE_MS * 2 ** command.attempts };
  }
  return finish(
    failed('cpe_fault', `The CPE refused with fault ${fault.faultCode} ${fault.faultString}`.trim(), fault),
  );
}

/** The usual end of a lost answer for an RPC that may be sent again. */
export function sendAgain(command: Command): After {
  if (command.attempts + 1 < MAX_ATTEMPTS) return { progress: command.progress, learnt: [], retryAfterMs: 0 };
  return finish(failed('timed_out', `The CPE did not answer; it was tried ${MAX_ATTEMPTS} times.`));
}
