import { timestamp } from '../ports/clock.ts';
import { type Asked, type Execution, MAX_UNTOLD, type UntoldChange } from './execution.ts';
import { type ExecutionAsk, isAsk } from './execution-ask.ts';
import { executionChanged, executionEventId } from './execution-changed.ts';
import type { ExecutionEvent } from './execution-event.ts';
import { type Step } from './execution-moves.ts';

/** Whether an event with that id was published. */
export type IsTold = (eventId: string) => boolean;

/**
 * What is kept of a step beside its state: what it asks of the CPE, and what there is to tell of it. `before` when nothing
 * is to be saved.
 */
export function noteStep(
  before: Execution,
  event: ExecutionEvent,
  { state, effects }: Step,
  nowMs: number,
  isTold: IsTold,
): Execution {
  const asked = askedAfter(before, state, event, effects.find(isAsk));
  if (state === before && asked === before.asked) return before;
  const { asked: _, untold: __, ...rest } = state;
  const untold = untoldAfter(before, state, nowMs, isTold);
  return { ...rest, ...(asked && { asked }), ...(untold.length > 0 && { untold }) };
}

function askedAfter(
  { asked, revision, state: before }: Execution,
  { state }: Execution,
  event: ExecutionEvent,
  ask: ExecutionAsk | undefined,
): Asked | undefined {
  if (ask !== undefined) {
    return asked && !asked.answered && isSame(asked.ask, ask) ? asked : { ask, number: revision + 1 };
  }
  if (asked === undefined || (event.type === 'sessionEnded' && event.sessionId === asked.ask.sessionId))
    return undefined;
  // What was asked for the sake of a state that was left without an answer is not asked any more.
  if (!answers(event, asked.ask)) return state === before ? asked : undefined;
  // After a Reboot nothing may follow in the session.
  return asked.ask.do === 'reboot' ? { ...asked, answered: true } : undefined;
}

function isSame(a: ExecutionAsk, b: ExecutionAsk): boolean {
  return a.do === b.do && a.sessionId === b.sessionId;
}

const ANSWERS: Readonly<Partial<Record<ExecutionEvent['type'], readonly ExecutionAsk['do'][]>>> = {
  preChecked: ['preCheck'],
  postChecked: ['postCheck'],
  downloadAnswered: ['download', 'scheduleDownload'],
  notSent: ['download', 'scheduleDownload'],
  queueAnswered: ['listTransfers'],
  cancelAnswered: ['cancelTransfer'],
  rebootAnswered: ['reboot'],
};

function answers(event: ExecutionEvent, ask: ExecutionAsk): boolean {
  const isAnswer = ANSWERS[event.type]?.includes(ask.do) === true;
  return isAnswer && 'sessionId' in event && event.sessionId === ask.sessionId;
}

function untoldAfter(before: Execution, after: Execution, nowMs: number, isTold: IsTold): readonly UntoldChange[] {
  const kept = (before.untold ?? []).filter(({ revision }) => !isTold(executionEventId({ ...before, revision })));
  const change = executionChanged(before, after);
  if (change === undefined) return kept;
  return [...kept, { revision: before.revision + 1, at: timestamp(nowMs), change }].slice(-MAX_UNTOLD);
}
