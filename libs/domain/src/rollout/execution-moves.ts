import type { Timestamp } from '../device/device.ts';
import { timestamp } from '../ports/clock.ts';
import { deliveryWindows, timeWindowList } from './delivery-windows.ts';
import {
  type Evidence,
  type Execution,
  type ExecutionReason,
  type FinalState,
  MAX_KEPT_ATTEMPTS,
  type OpenState,
  presentStep,
} from './execution.ts';
import type { ExecutionContext, ExecutionEffect, Stepped } from './execution-event.ts';
import type { OpenTime } from './maintenance-window.ts';
import { DEFAULT_TIMEOUTS, type StateTimeouts } from './rollout.ts';
import { rebootKey, transferKey } from './transfer-key.ts';

export type Step = Stepped<Execution>;

/** Nothing follows from it. */
export function stays(state: Execution, ...effects: readonly ExecutionEffect[]): Step {
  return { state, effects };
}

export function timeoutsOf({ rollout }: ExecutionContext): StateTimeouts {
  const { timeouts } = rollout.document;
  return timeouts ? { ...DEFAULT_TIMEOUTS, ...timeouts } : DEFAULT_TIMEOUTS;
}

/** The execution in another open state, with the deadline of that. What it waited for before is no more. */
export function enters(execution: Execution, state: OpenState, context: ExecutionContext): Execution {
  const { sessionId: _, waits: __, ...rest } = execution;
  return { ...rest, state, since: timestamp(context.nowMs), deadlineAt: deadlineOf(state, execution, context) };
}

/** When the last window is over that the CPE was told; 0: it was told none. */
export function scheduledEndMs({ evidence: { scheduled } }: Execution): number {
  return scheduled ? Date.parse(scheduled.until) : 0;
}

/** When the execution, in `state` from now on, has to be looked at. */
export function deadlineOf(state: OpenState, execution: Execution, context: ExecutionContext): Timestamp {
  const { nowMs, rollout } = context;
  const timeouts = timeoutsOf(context);
  const within = (ms: number): string => timestamp(nowMs + ms);
  const afterWindows = (ms: number): string => timestamp(Math.max(nowMs, scheduledEndMs(execution)) + ms);
  switch (state) {
    // Nothing is under way: they may wait as long as the rollout lasts.
    case 'eligible':
    case 'scheduled':
      return rollout.document.deadlineAt;
    case 'waitingRetry':
      return timestamp(triedAgainMs(execution, context) + timeouts.waitingRetryMs);
    case 'notified':
      return within(timeouts.notifiedMs);
    case 'admitted':
      return within(timeouts.admittedMs);
    case 'sending':
      return within(timeouts.sendingMs);
    case 'unknownSent':
      return afterWindows(timeouts.unknownSentMs);
    case 'transferring':
      return afterWindows(timeouts.transferringMs);
    case 'transferred':
      return within(timeouts.transferredMs);
    case 'rebooting':
      return within(timeouts.rebootingMs);
    case 'verifying':
      return within(timeouts.verifyingMs);
    case 'soaking':
      return within(soakMs(context) + timeouts.soakGraceMs);
  }
}

/** When the device may be tried again at the earliest: after its time, within its windows. */
function triedAgainMs({ notBefore }: Execution, { nowMs, openTimes = [] }: ExecutionContext): number {
  const fromMs = notBefore === undefined ? nowMs : Math.max(nowMs, Date.parse(notBefore));
  const next = openTimes.find(({ closesAtMs }) => closesAtMs > fromMs);
  return next === undefined ? fromMs : Math.max(fromMs, next.opensAtMs);
}

export function soakMs({ rollout }: ExecutionContext): number {
  return (rollout.document.deviceSoakMinutes ?? 0) * 60_000;
}

export interface Ending {
  readonly reason?: ExecutionReason;
  readonly detail?: string;
  /** What was sent may still be fetched. */
  readonly transferOpen?: boolean;
}

/** The execution in a final state. A permit it had is freed by success, burned by failure, and given back otherwise. */
export function ends(
  execution: Execution,
  state: FinalState,
  context: ExecutionContext,
  ending: Ending = {},
): Execution {
  const {
    deadlineAt: _,
    notBefore: __,
    sessionId: ___,
    reason: ____,
    detail: _____,
    waits: ______,
    ...rest
  } = execution;
  const { reason, detail, transferOpen = false } = ending;
  return {
    ...rest,
    state,
    since: timestamp(context.nowMs),
    transferOpen,
    account: execution.account === 'inFlight' ? ACCOUNTS[state] : execution.account,
    ...(reason && { reason }),
    ...(detail !== undefined && { detail }),
    attempts: attemptEnded(execution, context, reason ?? state),
  };
}

const ACCOUNTS = {
  succeeded: 'completed',
  failed: 'failed',
  timedOut: 'failed',
  skipped: 'none',
  cancelled: 'none',
  superseded: 'none',
} as const;

/** The permit is given back: nothing of what was sent came to anything. */
export function permitBack(execution: Execution): Execution {
  return { ...execution, account: 'none', transferOpen: false };
}

/** The image goes out: the first time of this attempt, or again under the same key. */
export function sends(execution: Execution, sessionId: string, context: ExecutionContext): Step {
  const step = presentStep(execution);
  if (step === undefined) return stays(execution);
  const commandKey = keyOf(execution);
  const now = timestamp(context.nowMs);
  const isAgain = execution.attempts.at(-1)?.commandKey === commandKey;
  const attempt = { step: execution.step, attempt: execution.attempt, commandKey, sentAt: now };
  const windows = deliveryWindows(execution, context);
  const what = { sessionId, commandKey, image: step.image };
  const { delivery } = context.rollout.document;
  const scheduled = delivery?.by === 'scheduleDownload' ? delivery : undefined;
  return {
    state: {
      ...enters(execution, 'sending', context),
      sessionId,
      transferOpen: true,
      evidence: { ...sentEvidence(execution, isAgain, now), ...(windows && { scheduled: spanOf(windows) }) },
      attempts: isAgain ? execution.attempts : [...execution.attempts, attempt].slice(-MAX_KEPT_ATTEMPTS),
    },
    effects: [
      windows
        ? { do: 'scheduleDownload', ...what, timeWindowList: timeWindowList(windows, context.nowMs, scheduled) }
        : { do: 'download', ...what },
    ],
  };
}

function sentEvidence({ evidence }: Execution, isAgain: boolean, sentAt: string): Evidence {
  const { cancelWanted, scheduled: _, ...rest } = evidence;
  return { ...(isAgain ? rest : { sentAt }), ...(cancelWanted && { cancelWanted }) };
}

function spanOf(windows: readonly OpenTime[]): NonNullable<Evidence['scheduled']> {
  return {
    from: timestamp(Math.min(...windows.map(({ opensAtMs }) => opensAtMs))),
    until: timestamp(Math.max(...windows.map(({ closesAtMs }) => closesAtMs))),
  };
}

export function attemptEnded(
  execution: Execution,
  { nowMs }: ExecutionContext,
  result: string,
  faultCode?: number,
): Execution['attempts'] {
  const last = execution.attempts.at(-1);
  if (last === undefined || last.endedAt !== undefined) return execution.attempts;
  const ended = { ...last, endedAt: timestamp(nowMs), result, ...(faultCode !== undefined && { faultCode }) };
  return [...execution.attempts.slice(0, -1), ended];
}

/** Of the present attempt. */
export function keyOf({ rollout, step, attempt }: Execution): string {
  return transferKey({ rollout, step, attempt });
}

export function rebootKeyOf({ rollout, step, attempt }: Execution): string {
  return rebootKey({ rollout, step, attempt });
}

export function listsTransfers({ device }: ExecutionContext): boolean {
  return device.methods?.includes('GetAllQueuedTransfers') === true;
}

/** Whether anything was ever sent to the device. */
export function wasSent({ attempts }: Execution): boolean {
  return attempts.length > 0;
}

/** Whether the device holds its permit while it waits: something was sent to it that it did not refuse for the time being. */
export function gotSomething({ evidence, step }: Execution): boolean {
  return evidence.sentAt !== undefined || step > 1;
}
