import type { RpcAnswer } from '../../events/events.ts';
import type { CommandProgress } from '../command.ts';
import {
  type After,
  type CommandContext,
  type CommandOf,
  type CommandProgram,
  completed,
  failed,
  finish,
  MAX_ATTEMPTS,
  refused,
} from '../program.ts';
import { nextTreeRpc, startTree, type TreeReading, treeAnswered, treeNeeds } from '../tree-reading.ts';

interface Progress {
  readonly tree: TreeReading;
  readonly parameters: number;
}

function progressOf(command: CommandOf<'refresh'>, context: CommandContext): Progress {
  if ('tree' in command.progress) return command.progress as unknown as Progress;
  // What is known of the model may change while the first request is on the way, and must not change what it was.
  const model = { ...context.model, namesByLevel: false };
  return { tree: startTree(command.spec.paths, { ...context, model }), parameters: 0 };
}

/** Lists and reads subtrees again: what is gone is forgotten, what is new is learnt. */
export const refresh: CommandProgram<'refresh'> = {
  needs(command, answer) {
    return answer && 'tree' in command.progress
      ? treeNeeds((command.progress as unknown as Progress).tree, answer)
      : [];
  },

  next(command, context) {
    const { tree, parameters } = progressOf(command, context);
    const request = tree.failed === undefined ? nextTreeRpc(tree) : undefined;
    if (request) return { do: 'send', request, idempotent: true };
    if (tree.failed !== undefined) return { do: 'finish', outcome: tree.failed };
    const { unreadable } = tree.reading;
    return { do: 'finish', outcome: completed({ parameters, ...(unreadable.length > 0 ? { unreadable } : {}) }) };
  },

  answered(command, answer, context, bytes) {
    return step(command, answer, context, bytes);
  },

  lost(command, context) {
    return step(command, 'lost', context, 0);
  },
};

function step(
  command: CommandOf<'refresh'>,
  answer: RpcAnswer | 'lost',
  context: CommandContext,
  bytes: number,
): After {
  if (answer !== 'lost' && answer.kind === 'declined') return refused(command, answer);
  if (answer === 'lost' && command.attempts + 1 >= MAX_ATTEMPTS) {
    return finish(failed('timed_out', `The CPE fell silent in ${MAX_ATTEMPTS} sessions.`));
  }
  const before = progressOf(command, context);
  const { tree, learnt } = treeAnswered(before.tree, answer, context, bytes);
  const read = learnt.reduce((sum, one) => sum + (one.what === 'values' ? one.values.length : 0), 0);
  const progress: Progress = { tree, parameters: before.parameters + read };
  return {
    progress: progress as unknown as CommandProgress,
    learnt,
    ...(answer === 'lost' ? { retryAfterMs: 0 } : {}),
  };
}
