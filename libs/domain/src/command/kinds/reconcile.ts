import { filled } from '../../desired/fill-plan.ts';
import { answered, DECLINED, givenUp, lost, type PlanLesson } from '../../desired/plan-answers.ts';
import { AT_THE_START, inSession, type PlanProgress, settled, unresolvedAdd } from '../../desired/plan-progress.ts';
import { type RequestFacts, requestOf } from '../../desired/plan-requests.ts';
import type { RpcAnswer } from '../../events/events.ts';
import type { CommandProgress } from '../command.ts';
import {
  type After,
  type CommandContext,
  type CommandOf,
  type CommandProgram,
  completed,
  failed,
  type Learnt,
  MAX_ATTEMPTS,
} from '../program.ts';
import { bootSeen } from './boot.ts';

type Reconcile = CommandOf<'reconcile'>;

const BOOT_TIMEOUT_MS = 30 * 60_000;
const RETRY_BASE_MS = 30_000;
const UNREPEATABLE: ReadonlySet<string> = new Set(['AddObject', 'Reboot']);

/**
 * Carries a plan out: what the CPE refuses is left out and told in the report, the rest is done. The plan is the command's
 * spec and its progress the plan's, so that it survives whatever dies: a row whose AddObject was not answered is looked
 * for before another is made.
 */
export const reconcile: CommandProgram<'reconcile'> = {
  next(command, context) {
    const progress = progressOf(command, context);
    const request = requestOf(command.spec.plan, progress, factsOf(command, context));
    if (request) return { do: 'send', request, idempotent: !UNREPEATABLE.has(request.method) };
    if (command.spec.plan.steps.at(-1)?.do === 'reboot' && !wasRefused(progress)) {
      return { do: 'await', what: 'boot', timeoutMs: BOOT_TIMEOUT_MS };
    }
    // What was left to be done can't be done any more.
    return { do: 'finish', outcome: completed(summary(progress)), learnt: [reportOf(command, progress)] };
  },

  answered(command, answer, context, bytes) {
    const { plan } = command.spec;
    const before = progressOf(command, context);
    const { sessionId } = context.device.lastInform;
    const after = answered(plan, before, answer, { bytes, sessionId });
    if (!after.again) return gone(command, after.progress, after.learnt);
    if (command.attempts + 1 < MAX_ATTEMPTS) {
      return { progress: kept(before), learnt: [], retryAfterMs: RETRY_BASE_MS * 2 ** command.attempts };
    }
    const step = plan.steps[before.step];
    if (step === undefined) return gone(command, before, []);
    const { progress, learnt } = givenUp(step, before, faultOf(answer));
    return gone(command, progress, learnt);
  },

  lost(command, context) {
    const before = progressOf(command, context);
    const progress = lost(command.spec.plan, before);
    if (progress !== before) return { ...gone(command, progress, []), retryAfterMs: 0 };
    if (command.attempts + 1 < MAX_ATTEMPTS) return { progress: kept(progress), learnt: [], retryAfterMs: 0 };
    const why = `The CPE fell silent in ${MAX_ATTEMPTS} sessions.`;
    return { progress: kept(progress), learnt: [reportOf(command, progress)], outcome: failed('timed_out', why) };
  },

  observed(command, observation) {
    const { plan } = command.spec;
    const isBooting = plan.steps.at(-1)?.do === 'reboot' && startedAt(command).step >= plan.steps.length - 1;
    return isBooting ? bootSeen(command, observation) : undefined;
  },
};

/** On to what is next; at the end, with the report. */
function gone(command: Reconcile, progress: PlanProgress, learnt: readonly PlanLesson[]): After {
  const { plan } = command.spec;
  const now = settled(plan, progress);
  const lessons: readonly Learnt[] = learnt;
  if (now.step < plan.steps.length) return { progress: kept(now), learnt: lessons };
  const all = [...lessons, reportOf(command, now)];
  if (plan.steps.at(-1)?.do === 'reboot' && !wasRefused(now)) return { progress: kept(now), learnt: all };
  return { progress: {}, learnt: all, outcome: completed(summary(now)) };
}

function summary({ report, rows }: PlanProgress) {
  const refused = report.refused.length;
  const parts = [
    `${Object.keys(report.set).length} values set`,
    `${Object.keys(rows).length} rows added`,
    `${report.deleted.length} deleted`,
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  return { status: report.status, note: `${parts.join(', ')}.` };
}

function reportOf({ spec: { plan } }: Reconcile, progress: PlanProgress): Learnt {
  const { report, rows } = progress;
  const unresolved = unresolvedAdd(plan, progress);
  const told = { what: 'reconciled', planHash: plan.hash, beacon: plan.beacon, report, rows } as const;
  return unresolved ? { ...told, unresolved } : told;
}

function wasRefused({ report }: PlanProgress): boolean {
  return report.refused.some(({ subject }) => subject === 'Reboot');
}

function faultOf(answer: RpcAnswer) {
  return answer.kind === 'fault' ? answer.fault : DECLINED;
}

function startedAt({ progress, spec }: Reconcile): PlanProgress {
  return settled(spec.plan, 'step' in progress ? (progress as unknown as PlanProgress) : AT_THE_START);
}

/** The same as long as the facts are: of an answer it tells what was asked. What another session listed does not count. */
function progressOf(command: Reconcile, context: CommandContext): PlanProgress {
  const { progress, spec } = command;
  const kept = 'step' in progress ? (progress as unknown as PlanProgress) : AT_THE_START;
  return filled(spec.plan, inSession(kept, context.device.lastInform.sessionId), factsOf(command, context));
}

function kept(progress: PlanProgress): CommandProgress {
  return progress as unknown as CommandProgress;
}

function factsOf({ commandKey }: Reconcile, { device, secrets = {}, rowPaths }: CommandContext): RequestFacts {
  return { parameterKey: device.parameterKey, commandKey, secrets, rowPaths: rowPaths ?? new Map() };
}
