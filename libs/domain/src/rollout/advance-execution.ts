import { RevisionConflict } from '../errors.ts';
import type { NewEvent } from '../events/events.ts';
import type { ExecutionStore } from '../ports/execution-store.ts';
import type { Execution } from './execution.ts';
import { executionEventId } from './execution-changed.ts';
import type { ExecutionContext, ExecutionEffect, ExecutionEvent } from './execution-event.ts';
import { type IsTold, noteStep } from './note-step.ts';
import { capOfGroup } from './permits.ts';
import type { GroupLimit } from './rollout.ts';
import { stepExecution } from './step-execution.ts';

export interface Advanced {
  /** noPermit: nothing has happened. */
  readonly status: 'saved' | 'same' | 'noPermit';
  /** As saved. */
  readonly execution: Execution;
  /** To be carried out now. Those that ask something of the CPE are kept in `execution.asked`, too. */
  readonly effects: readonly ExecutionEffect[];
}

export interface Advance {
  readonly store: Pick<ExecutionStore, 'find' | 'change'>;
  /** May be asked more than once. */
  readonly contextOf: (execution: Execution) => ExecutionContext;
  readonly isTold?: IsTold;
}

const TRIES = 5;

/**
 * Steps an execution and saves it before anything is done about it. Who saved it meanwhile is taken into account: it is
 * read and stepped anew. Rejects with RevisionConflict when that does not end, or when it is gone.
 */
export async function advanceExecution(
  execution: Execution,
  event: ExecutionEvent,
  { store, contextOf, isTold = () => false }: Advance,
): Promise<Advanced> {
  let present = execution;
  for (let tried = 1; ; tried++) {
    const context = contextOf(present);
    const step = stepExecution(present, event, context);
    const next = noteStep(present, event, step, context.nowMs, isTold);
    if (next === present) return { status: 'same', execution: present, effects: step.effects };
    try {
      const { groups = [] } = context.rollout.document.permits;
      const change = await store.change(next, groupCaps(next, groups));
      if (change.status === 'noPermit') return { status: 'noPermit', execution: present, effects: [] };
      return { status: 'saved', execution: change.execution, effects: step.effects };
    } catch (error) {
      const found = await foundAgain(store, present, error, tried);
      if (found === undefined) throw error;
      present = found;
    }
  }
}

async function foundAgain(
  store: Advance['store'],
  { deviceId, rollout }: Execution,
  error: unknown,
  tried: number,
): Promise<Execution | undefined> {
  return error instanceof RevisionConflict && tried < TRIES ? store.find(deviceId, rollout) : undefined;
}

function groupCaps({ groups }: Execution, limits: readonly GroupLimit[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    groups.flatMap((group) => {
      const cap = capOfGroup(group, limits);
      return cap === undefined ? [] : [[group, cap]];
    }),
  );
}

/** What may not have been told yet of the execution; the same events however often they are made. */
export function untoldEvents(execution: Execution): readonly NewEvent<'execution.changed'>[] {
  const { deviceId, untold = [] } = execution;
  return untold.map(({ revision, at, change }) => {
    const id = executionEventId({ ...execution, revision });
    return { id, type: 'execution.changed', deviceId, time: at, data: change };
  });
}
