import { MAX_UNREADABLE } from '../../device/model.ts';
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
  goOn,
  type Learnt,
  MAX_ATTEMPTS,
} from '../program.ts';
import { nextTreeRpc, startTree, type TreeReading, treeAnswered, treeNeeds } from '../tree-reading.ts';

interface Progress {
  /** Absent while the methods are asked for. */
  readonly tree: TreeReading;
  readonly parameters: number;
}

function progressOf(command: CommandOf<'discover'>): Progress | undefined {
  return 'tree' in command.progress ? (command.progress as unknown as Progress) : undefined;
}

/** First contact: which methods the CPE has, which parameters there are, and what they hold. */
export const discover: CommandProgram<'discover'> = {
  needs(command, answer) {
    const progress = progressOf(command);
    return answer && progress ? treeNeeds(progress.tree, answer) : [];
  },

  next(command) {
    const progress = progressOf(command);
    if (progress === undefined) return { do: 'send', request: { method: 'GetRPCMethods' }, idempotent: true };
    const request = progress.tree.failed === undefined ? nextTreeRpc(progress.tree) : undefined;
    if (request) return { do: 'send', request, idempotent: true };
    return { do: 'finish', outcome: outcomeOf(progress) };
  },

  answered(command, answer, context, bytes) {
    return step(command, answer, context, bytes);
  },

  lost(command, context) {
    return step(command, 'lost', context, 0);
  },
};

function step(
  command: CommandOf<'discover'>,
  answer: RpcAnswer | 'lost',
  context: CommandContext,
  bytes: number,
): After {
  if (answer === 'lost' && command.attempts + 1 >= MAX_ATTEMPTS) return gaveUp(progressOf(command));
  const before = progressOf(command);
  if (before === undefined) return methodsAnswered(answer, context);
  const { tree, learnt } = treeAnswered(before.tree, answer, context, bytes);
  const read = learnt.reduce((sum, one) => sum + (one.what === 'values' ? one.values.length : 0), 0);
  const progress: Progress = { tree, parameters: before.parameters + read };
  const all =
    nextTreeRpc(tree) === undefined || tree.failed !== undefined
      ? [...learnt, ...conclusion(progress, context)]
      : learnt;
  return {
    progress: progress as unknown as CommandProgress,
    learnt: all,
    ...(answer === 'lost' ? { retryAfterMs: 0 } : {}),
  };
}

/** A CPE that does not tell its methods is taken at its word when it refuses one. */
function methodsAnswered(answer: RpcAnswer | 'lost', context: CommandContext): After {
  const learnt: Learnt[] = [];
  if (answer !== 'lost' && answer.kind === 'response' && answer.response.method === 'GetRPCMethodsResponse') {
    learnt.push({ what: 'methods', methods: answer.response.methodList });
  }
  const progress: Progress = { tree: startTree([context.device.dataModel.root], context), parameters: 0 };
  if (answer === 'lost') return { progress: {}, learnt, retryAfterMs: 0 };
  return goOn(progress as unknown as CommandProgress, ...learnt);
}

function conclusion({ tree }: Progress, context: CommandContext): Learnt[] {
  const { unreadable } = tree.reading;
  const learnt: Learnt[] = [
    {
      what: 'discovered',
      state: unreadable.length > 0 || tree.failed !== undefined ? 'partial' : 'complete',
      unreadable: unreadable.length,
    },
  ];
  if (unreadable.length > 0) {
    const known = [...new Set([...context.model.unreadable, ...unreadable])].slice(0, MAX_UNREADABLE);
    learnt.push({ what: 'model', knowledge: { unreadable: known } });
  }
  return learnt;
}

function outcomeOf({ tree, parameters }: Progress) {
  if (tree.failed !== undefined) return tree.failed;
  const { unreadable } = tree.reading;
  return completed({ parameters, ...(unreadable.length > 0 ? { unreadable } : {}) });
}

function gaveUp(progress: Progress | undefined): After {
  const unreadable = progress?.tree.reading.unreadable.length ?? 0;
  return finish(failed('timed_out', `The CPE fell silent in ${MAX_ATTEMPTS} sessions.`), {
    what: 'discovered',
    state: 'partial',
    unreadable,
  });
}
