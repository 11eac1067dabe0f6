import { RevisionConflict } from '../errors.ts';
import type { NewEvent } from '../events/events.ts';
import type { ExecutionStore } from '../ports/execution-store.ts';
import type { Execution } from './execution.ts';
import { executionEventId } from './execution-changed.ts';
import type { ExecutionContext, ExecutionEffect, ExecutionEvent } from './execution-event.ts';
import type { GroupPermits } from './group-permits.ts';
import { type IsTold, noteStep } from './note-step.ts';
import { capOfGroup } from './permits.ts';
import { stepExecution } from './step-execution.ts';

export type Advance =
  /** The effects are to be carried out now, and what is untold (`untoldEvents`) published. `after` is `before` when there was nothing to save. */
  | {
      readonly status: 'saved';
      readonly before: Execution;
      readonly after: Execution;
      readonly effects: readonly ExecutionEffect[];
    }
  /** There was no permit for it: nothing has happened. */
  | { readonly status: 'noPermit'; readonly before: Execution; readonly group?: string };

/** Somebody else has it every time: let the bus or the next look try again. */
const TRIES = 10;

/**
 * Steps an execution and saves it with its permit, with what it asks of the CPE and with what there is to tell. One that
 * somebody else changed meanwhile is loaded and stepped anew. Rejects with RevisionConflict when that happens again and again.
 */
export async function advanceExecution(
  store: Pick<ExecutionStore, 'find' | 'change'>,
  loaded: Execution,
  event: ExecutionEvent,
  context: ExecutionContext,
  isTold: IsTold = () => false,
): Promise<Advance> {
  let before = loaded;
  for (let tries = 1; ; tries++) {
    const step = stepExecution(before, event, context);
    const { effects } = step;
    const next = noteStep(before, event, step, context.nowMs, isTold);
    if (next === before) return { status: 'saved', before, after: before, effects };
    try {
      const change = await store.change(next, groupPermitsOf(next, context));
      if (change.status === 'saved') return { status: 'saved', before, after: change.execution, effects };
      return { status: 'noPermit', before, ...(change.group !== undefined && { group: change.group }) };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || tries === TRIES) throw error;
      const now = await store.find(before.deviceId, before.rollout);
      if (now === undefined) throw error;
      before = now;
    }
  }
}

function groupPermitsOf({ groups }: Execution, { rollout }: ExecutionContext): GroupPermits {
  const { groups: limits = [], tolerance = 0 } = rollout.document.permits;
  const caps = groups.map((group) => [group, capOfGroup(group, limits)] as const);
  return {
    caps: Object.fromEntries(caps.filter((cap): cap is readonly [string, number] => cap[1] !== undefined)),
    tolerance,
    pardons: rollout.pardons ?? 0,
  };
}

/** What may not have been told yet of the execution; the same events however often they are made. */
export function untoldEvents(execution: Execution): readonly NewEvent<'execution.changed'>[] {
  const { deviceId, untold = [] } = execution;
  return untold.map(({ revision, at, change }) => {
    const id = executionEventId({ ...execution, revision });
    return { id, type: 'execution.changed', deviceId, time: at, data: change };
  });
}
