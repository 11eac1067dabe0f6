import { timestamp } from '../ports/clock.ts';
import type { Execution } from './execution.ts';
import { executionEventId } from './execution-changed.ts';
import type { ExecutionEvent } from './execution-event.ts';
import { noteStep } from './note-step.ts';
import { stepExecution } from './step-execution.ts';
import { anExecution, contextAt, inform, NOW_MS, ONE_STEP } from './testing/executions.ts';

let position = 0;

/** As it would be saved. */
function after(before: Execution, event: ExecutionEvent, told: readonly string[] = []): Execution {
  const placed = event.type === 'informed' ? { ...event, position: event.position || ++position } : event;
  const step = stepExecution(before, placed, contextAt(NOW_MS));
  const noted = noteStep(before, placed, step, NOW_MS, (id) => told.includes(id));
  return noted === before ? before : { ...noted, revision: before.revision + 1 };
}

const eligible = anExecution({ revision: 1 });
const scheduled = after(eligible, { type: 'planned', path: { kind: 'path', steps: ONE_STEP } });

test('what is asked is kept until it is answered', () => {
  const admitted = after(scheduled, inform('s1', '1.0'));
  expect(admitted.asked).toEqual({ ask: { do: 'preCheck', sessionId: 's1' }, number: admitted.revision });
  const sending = after(admitted, { type: 'preChecked', sessionId: 's1' });
  expect(sending.asked).toMatchObject({ ask: { do: 'download' }, number: sending.revision });
  const answer = { kind: 'status', status: 1 } as const;
  expect(after(sending, { type: 'downloadAnswered', sessionId: 's1', answer }).asked).toBeUndefined();
  expect(after(sending, { type: 'sessionEnded', sessionId: 's1' }).asked).toBeUndefined();
});

test('what is asked for a second time by the same Inform stays the same question', () => {
  const admitted = after(scheduled, { ...inform('s1', '1.0'), position: 77 } as ExecutionEvent);
  expect(after(admitted, { ...inform('s1', '1.0'), position: 77 } as ExecutionEvent)).toBe(admitted);
});

test('what nobody waits for any more is not asked any more', () => {
  const admitted = after(scheduled, inform('s1', '1.0'));
  const sending = after(admitted, { type: 'preChecked', sessionId: 's1' });
  const overdue = { ...sending, deadlineAt: timestamp(NOW_MS) };
  expect(after(overdue, { type: 'deadline' })).not.toHaveProperty('asked');
});

test('that a Reboot was answered is remembered: nothing may follow', () => {
  const asked = { ask: { do: 'reboot', sessionId: 's1', commandKey: 'k' } as const, number: 7 };
  const rebooting = anExecution({ revision: 7, state: 'rebooting', path: ONE_STEP, asked });
  expect(after(rebooting, { type: 'rebootAnswered', sessionId: 's1' }).asked).toEqual({ ...asked, answered: true });
});

test('changes are kept with the execution until they are told', () => {
  const admitted = after(scheduled, inform('s1', '1.0'));
  expect(admitted.untold?.map(({ revision, change }) => [revision, change.from, change.to])).toEqual([
    [2, 'eligible', 'scheduled'],
    [3, 'scheduled', 'admitted'],
  ]);
  const told = [2, 3].map((revision) => executionEventId({ ...admitted, revision }));
  const sending = after(admitted, { type: 'preChecked', sessionId: 's1' }, told);
  expect(sending.untold?.map(({ change }) => change.to)).toEqual(['sending']);
});
