import {
  advanceExecution,
  type Clock,
  type EventBus,
  type Execution,
  type ExecutionEvent,
  type ExecutionStore,
  executionContext,
  type Rollout,
  type SettledMarks,
  untoldEvents,
} from '#libs/domain';

/**
 * Steps executions outside of a session of their device: by a deadline, a cancellation, another rollout. Nothing is sent to the
 * device here; what such a step asks for is done when it calls in next.
 */
export class StepExecutions {
  constructor(
    private readonly executions: ExecutionStore,
    private readonly marks: SettledMarks,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Resolves with the execution after it. */
  async step(execution: Execution, event: ExecutionEvent, rollout: Rollout): Promise<Execution> {
    const nowMs = this.clock.now();
    // Nothing can be sent without these, and nothing should be.
    const context = executionContext(execution, { rollout, nowMs, images: new Map(), device: { attributes: {} } });
    const advance = await advanceExecution(this.executions, execution, event, context);
    // None of these events takes a permit.
    if (advance.status === 'noPermit' || advance.after === advance.before) return advance.before;
    const { after, effects } = advance;
    if (effects.some((effect) => effect.do === 'wake')) await this.marks.clear(after.deviceId);
    const untold = untoldEvents(after);
    if (untold.length > 0) await this.bus.publish(untold);
    return after;
  }
}
