import type { AcsRequest, CpeResponse, ParameterInfo } from '#libs/cwmp';
import type { RpcAnswer } from '../events/events.ts';
import type { CommandOutcome } from './command.ts';
import { type CommandContext, failed, type Learnt } from './program.ts';
import { itemsOf, nextRead, type Reading, readDone, readRefused, refusedObject, startReading } from './reading.ts';

/** Listing and reading subtrees: GetParameterNames of each path, then GetParameterValues of what was found. */
export interface TreeReading {
  /** Paths to be listed; the first is in flight. With `nextLevel` only its children. */
  readonly lists: readonly { readonly path: string; readonly nextLevel: boolean }[];
  readonly reading: Reading;
  /** The root could not be listed: there is nothing to go by. */
  readonly failed?: CommandOutcome;
}

/** An empty path stands for a root that is not known yet. */
export function startTree(paths: readonly string[], context: CommandContext): TreeReading {
  const { namesByLevel, readBatch } = context.model;
  return {
    // The root's name is asked for on its own: some CPEs take an empty path with NextLevel false for an error.
    lists: paths.map((path) => ({ path, nextLevel: path === '' || (namesByLevel && path.endsWith('.')) })),
    reading: startReading([], readBatch),
  };
}

export function nextTreeRpc(tree: TreeReading): AcsRequest | undefined {
  const [list] = tree.lists;
  if (list) return { method: 'GetParameterNames', parameterPath: list.path, nextLevel: list.nextLevel };
  const parameterNames = nextRead(tree.reading);
  return parameterNames && { method: 'GetParameterValues', parameterNames };
}

/** What must be known below a path to go on after this answer. */
export function treeNeeds(tree: TreeReading, answer: RpcAnswer | 'lost'): readonly string[] {
  if (tree.lists.length > 0 || (answer !== 'lost' && answer.kind === 'response')) return [];
  const object = refusedObject(tree.reading);
  return object === undefined ? [] : [object];
}

export function treeAnswered(
  tree: TreeReading,
  answer: RpcAnswer | 'lost',
  context: CommandContext,
  bytes: number,
): { readonly tree: TreeReading; readonly learnt: readonly Learnt[] } {
  if (answer !== 'lost' && answer.kind === 'response') return treeResponse(tree, answer.response, context, bytes);
  return tree.lists.length > 0 ? listRefused(tree, answer) : valuesRefused(tree, answer, context);
}

function treeResponse(tree: TreeReading, response: CpeResponse, context: CommandContext, bytes: number) {
  const [list, ...lists] = tree.lists;
  if (list && response.method === 'GetParameterNamesResponse') {
    const names = response.parameterList;
    const deeper = list.nextLevel ? childrenOf(list.path, names).map((path) => ({ path, nextLevel: false })) : [];
    const { batches } = startReading(
      itemsOf(names, context.model, list.nextLevel ? undefined : list.path),
      tree.reading.limit,
    );
    const reading = { ...tree.reading, batches: [...tree.reading.batches, ...batches] };
    const learnt: Learnt[] = [{ what: 'names', path: list.path, names, nextLevel: list.nextLevel }];
    return { tree: { ...tree, lists: [...deeper, ...lists], reading }, learnt };
  }
  if (response.method === 'GetParameterValuesResponse') {
    const reading = readDone(tree.reading, bytes);
    return { tree: { ...tree, reading }, learnt: [{ what: 'values', values: response.parameterList } as const] };
  }
  return { tree, learnt: [] };
}

function listRefused(tree: TreeReading, answer: Exclude<RpcAnswer, { kind: 'response' }> | 'lost') {
  const [list, ...lists] = tree.lists;
  if (list === undefined) return { tree, learnt: [] };
  if (answer !== 'lost' && answer.kind === 'fault' && answer.fault.faultCode === 9005) {
    const learnt: Learnt[] = [{ what: 'gone', path: list.path }];
    return { tree: { ...tree, lists, ...(isRoot(list.path) ? { failed: failure(list.path, answer) } : {}) }, learnt };
  }
  if (!list.nextLevel && list.path.endsWith('.')) {
    // Too much at once (9004, 9002, no answer at all): one level at a time, for every device of this model.
    const learnt: Learnt[] = isRoot(list.path) ? [{ what: 'model', knowledge: { namesByLevel: true } }] : [];
    return { tree: { ...tree, lists: [{ path: list.path, nextLevel: true }, ...lists] }, learnt };
  }
  if (isRoot(list.path)) {
    // It may be the ACS that was not there for the answer: how often it is asked again is for the command to say.
    if (answer === 'lost') return { tree, learnt: [] };
    return { tree: { ...tree, lists, failed: failure(list.path, answer) }, learnt: [] };
  }
  const unreadable = [...tree.reading.unreadable, list.path];
  return { tree: { ...tree, lists, reading: { ...tree.reading, unreadable } }, learnt: [] };
}

function valuesRefused(
  tree: TreeReading,
  answer: Exclude<RpcAnswer, { kind: 'response' }> | 'lost',
  context: CommandContext,
) {
  // 9005 is about names, 9001 about rights: size is not the matter then.
  const tooLarge =
    answer === 'lost' || answer.kind === 'declined' || ![9001, 9003, 9005].includes(answer.fault.faultCode);
  const below = context.reported.map(({ path }) => path);
  const reading = readRefused(tree.reading, tooLarge, below);
  const { readBatch } = context.model;
  const isNews = reading.limit < readBatch || reading.limit > tree.reading.limit;
  const learnt: Learnt[] = isNews ? [{ what: 'model', knowledge: { readBatch: reading.limit } }] : [];
  return { tree: { ...tree, reading }, learnt };
}

/** Objects below the path, each once. What lies elsewhere would lead a walk down the tree in circles. */
function childrenOf(path: string, names: readonly ParameterInfo[]): readonly string[] {
  const below = names.filter(({ name }) => name.endsWith('.') && name.startsWith(path) && name !== path);
  return [...new Set(below.map(({ name }) => name))];
}

function isRoot(path: string): boolean {
  return path === '' || path.indexOf('.') === path.length - 1;
}

function failure(path: string, answer: Exclude<RpcAnswer, { kind: 'response' }>): CommandOutcome {
  const what = `GetParameterNames of ${path === '' ? 'the root' : path}`;
  if (answer.kind === 'declined') return failed('not_supported', `${what} was answered with an empty POST`);
  const { faultCode, faultString } = answer.fault;
  return failed('cpe_fault', `${what} was refused with fault ${faultCode} ${faultString}`.trim(), answer.fault);
}
