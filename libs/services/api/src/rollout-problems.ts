import type { RolloutProblem, RolloutRefusal } from '#libs/domain';
import type { HeldDevices } from './find-held.ts';
import type { RolloutChange } from './keep-rollouts.ts';
import { ProblemError } from './problem-error.ts';
import type { StartOutcome } from './start-rollout.ts';

export function noSuchRollout(id: string): ProblemError {
  return new ProblemError('rollout_not_found', `There is no rollout ${id}.`);
}

export function invalidRollout(problems: readonly RolloutProblem[]): ProblemError {
  return new ProblemError('invalid_rollout', undefined, { problems });
}

/** Why nothing was done to a rollout, for who wanted it. */
export function rolloutProblem(
  id: string,
  outcome: Exclude<RolloutChange | StartOutcome, { status: 'done' }>,
): ProblemError {
  switch (outcome.status) {
    case 'unknownRollout':
      return noSuchRollout(id);
    case 'invalid':
      return invalidRollout(outcome.problems);
    case 'refused':
      return refused(outcome.reason, outcome.detail);
    case 'changedMeanwhile':
      return new ProblemError(
        'rollout_changed',
        `The document has generation ${outcome.generation} by now. Get it, put your change into it, and send that.`,
      );
    case 'noFileServer':
      return new ProblemError('no_file_server', outcome.detail);
    case 'badTarget':
      return new ProblemError('rollout_target', outcome.detail, outcome.held && { held: showHeld(outcome.held) });
  }
}

function refused(reason: RolloutRefusal, detail: string): ProblemError {
  switch (reason) {
    case 'own_approval':
    case 'not_approved':
      return new ProblemError('rollout_approval', detail);
    case 'no_reason':
      return new ProblemError('invalid_request', detail, {
        errors: [{ in: 'body', path: 'reason', message: 'is needed to resume a rollout that was halted' }],
      });
    default:
      return new ProblemError('rollout_state', detail);
  }
}

function showHeld({ devices, complete, examples }: HeldDevices) {
  const shown = examples.map(({ deviceId, holder }) => ({ deviceId, rollout: holder.id, name: holder.name }));
  return { devices, complete, examples: shown };
}
