import type { ParameterInfo } from '#libs/cwmp';
import { MAX_UNREADABLE, type ModelKnowledge } from '../device/model.ts';

/** Something to read: a parameter, or an object (final dot) with the number of parameters known below it. */
export type ReadItem = readonly [path: string, parameters: number];

/** What is still to be read, in batches of one GetParameterValues each; the first batch is the one in flight. */
export interface Reading {
  readonly batches: readonly (readonly ReadItem[])[];
  /** Parameters one request may ask for. */
  readonly limit: number;
  /** The limit before anything was refused. */
  readonly initialLimit: number;
  /** Most parameters that were asked for at once and answered. */
  readonly proven: number;
  readonly unreadable: readonly string[];
  /** Objects that were refused as a whole and are read piece by piece, with how many pieces were refused in a row. */
  readonly suspects: readonly (readonly [path: string, refusals: number])[];
}

/** Pieces of an object that may be refused in a row before all of it is taken for unreadable. */
const MAX_REFUSALS = 3;
/** Larger answers make the next batches smaller. */
const LARGE_ANSWER_BYTES = 512 * 1024;

export function startReading(items: readonly ReadItem[], limit: number): Reading {
  return { batches: pack(items, limit), limit, initialLimit: limit, proven: 0, unreadable: [], suspects: [] };
}

/** The paths of the next GetParameterValues; undefined when all is read. */
export function nextRead(reading: Reading): readonly string[] | undefined {
  return reading.batches[0]?.map(([path]) => path);
}

/**
 * What to ask for to get all parameters of a GetParameterNames answer: whole objects as long as they fit into a request,
 * their pieces otherwise, leaving out what is known to be unreadable. Only objects in `listed` are known completely and
 * may be asked for as a whole; without it none is.
 */
export function itemsOf(
  names: readonly ParameterInfo[],
  model: Pick<ModelKnowledge, 'readBatch' | 'unreadable'>,
  listed: string | undefined,
): ReadItem[] {
  const tree = new PathTree();
  for (const { name } of names) if (!name.endsWith('.')) tree.add(name);
  for (const path of model.unreadable) tree.taint(path);
  return tree.items((path, count) => count <= model.readBatch && listed !== undefined && path.startsWith(listed));
}

/** The first batch was answered. */
export function readDone(reading: Reading, bytes: number): Reading {
  const [done = [], ...batches] = reading.batches;
  const limit = bytes > LARGE_ANSWER_BYTES ? halved(reading.limit) : reading.limit;
  const suspects = reading.suspects
    .filter(([path]) => batches.some((batch) => batch.some(([left]) => left.startsWith(path))))
    .map(([path, refusals]) => [path, done.some(([read]) => read.startsWith(path)) ? 0 : refusals] as const);
  const proven = Math.max(reading.proven, size(done));
  return { ...reading, batches: fitted(batches, limit), limit, proven, suspects };
}

/**
 * The first batch was refused, or its answer never came. It is asked for in halves; an object by its pieces (`below`:
 * what is known below it); a single parameter is unreadable. `tooLarge`: later batches are made smaller, too.
 */
export function readRefused(reading: Reading, tooLarge: boolean, below: readonly string[]): Reading {
  const [batch = [], ...rest] = reading.batches;
  const [first] = batch;
  if (first === undefined) return reading;
  if (tooLarge && size(batch) === 1) return refusedAlone(reading, first[0], rest);
  const limit = tooLarge ? halved(Math.min(reading.limit, size(batch))) : reading.limit;
  const next = { ...reading, limit, batches: fitted(rest, limit) };
  if (batch.length > 1) {
    const middle = Math.ceil(batch.length / 2);
    return { ...next, batches: [batch.slice(0, middle), batch.slice(middle), ...next.batches] };
  }
  const [path] = first;
  const pieces = path.endsWith('.') ? piecesOf(path, below, limit) : [];
  const open = pieces.length === 0 ? markUnreadable(next, path) : { ...next, batches: [...pieces, ...next.batches] };
  if (tooLarge) return open;
  const blamed = blame(open, path);
  return pieces.length === 0 || blamed.unreadable !== open.unreadable
    ? blamed
    : { ...blamed, suspects: [...blamed.suspects, [path, 0]] };
}

/** One more piece of the innermost suspect was refused; with too many in a row, all of it is given up. */
function blame(reading: Reading, piece: string): Reading {
  const around = reading.suspects.filter(([path]) => piece.startsWith(path) && piece !== path);
  const [innermost] = around.toSorted(([one], [other]) => other.length - one.length);
  if (innermost === undefined) return reading;
  const [path, refusals] = innermost;
  if (refusals + 1 >= MAX_REFUSALS) return blame(withParentSuspected(dropped(reading, path), path), path);
  const suspects = reading.suspects.map((one) => (one === innermost ? ([path, refusals + 1] as const) : one));
  return { ...reading, suspects };
}

/** Of a large table each row is asked for by itself: after some rows that were given up the rest is not tried. */
function withParentSuspected(reading: Reading, path: string): Reading {
  const parent = parentOf(path);
  // The root is never given up.
  if (parentOf(parent) === '' || reading.suspects.some(([suspect]) => suspect === parent)) return reading;
  return { ...reading, suspects: [...reading.suspects, [parent, 0]] };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.', path.length - 2) + 1);
}

/**
 * One parameter cannot be too much: it is to blame, and not the size of the batches it was in, for all refusals on the
 * way here. Back to a size that is known to work, or the rest would be read one by one, by every device of the model.
 */
function refusedAlone(reading: Reading, path: string, rest: Reading['batches']): Reading {
  const limit = Math.max(reading.limit, reading.proven || reading.initialLimit);
  return { ...markUnreadable(reading, path), batches: pack(rest.flat(), limit), limit };
}

/** The paths that `readRefused` needs to know more about: the object that was refused alone. */
export function refusedObject(reading: Reading): string | undefined {
  const [batch] = reading.batches;
  const path = batch?.length === 1 ? batch[0]?.[0] : undefined;
  return path?.endsWith('.') ? path : undefined;
}

function dropped(reading: Reading, path: string): Reading {
  const batches = reading.batches.map((batch) => batch.filter(([read]) => !read.startsWith(path)));
  return {
    ...markUnreadable(reading, path),
    batches: batches.filter((batch) => batch.length > 0),
    suspects: reading.suspects.filter(([suspect]) => !suspect.startsWith(path)),
  };
}

function markUnreadable(reading: Reading, path: string): Reading {
  // An unreadable object says all about what is below it.
  const known = path.endsWith('.') ? reading.unreadable.filter((other) => !other.startsWith(path)) : reading.unreadable;
  return known.length >= MAX_UNREADABLE ? reading : { ...reading, unreadable: [...known, path] };
}

/** The parameters directly in the object as one batch, and each object in it as one item. */
function piecesOf(path: string, below: readonly string[], limit: number): ReadItem[][] {
  const leaves: ReadItem[] = [];
  const objects = new Map<string, number>();
  for (const name of below) {
    if (!name.startsWith(path) || name.endsWith('.')) continue;
    const dot = name.indexOf('.', path.length);
    if (dot < 0) leaves.push([name, 1]);
    else objects.set(name.slice(0, dot + 1), (objects.get(name.slice(0, dot + 1)) ?? 0) + 1);
  }
  return [...pack(leaves, limit), ...pack([...objects], limit)];
}

function halved(limit: number): number {
  return Math.max(1, Math.floor(limit / 2));
}

function size(batch: readonly ReadItem[]): number {
  return batch.reduce((sum, [, parameters]) => sum + parameters, 0);
}

function fitted(batches: readonly (readonly ReadItem[])[], limit: number): (readonly ReadItem[])[] {
  return batches.flatMap((batch) => (batch.length > 1 && size(batch) > limit ? pack(batch, limit) : [batch]));
}

function pack(items: readonly ReadItem[], limit: number): ReadItem[][] {
  const batches: ReadItem[][] = [];
  let room = 0;
  for (const item of items) {
    const last = batches.at(-1);
    if (last === undefined || item[1] > room) {
      batches.push([item]);
      room = limit - item[1];
    } else {
      last.push(item);
      room -= item[1];
    }
  }
  return batches;
}

/** The names as a tree, to see how many parameters each object holds. */
class PathTree {
  private readonly children = new Map<string, PathTree>();
  private readonly leaves: string[] = [];
  private count = 0;
  /** Something below is unreadable: the object must not be asked for as a whole. */
  private tainted = false;
  private readonly banned = new Set<string>();

  add(name: string): void {
    let node: PathTree = this;
    let from = 0;
    for (;;) {
      node.count++;
      const dot = name.indexOf('.', from);
      if (dot < 0) {
        node.leaves.push(name);
        return;
      }
      node = node.child(name.slice(from, dot));
      from = dot + 1;
    }
  }

  taint(path: string): void {
    let node: PathTree = this;
    const segments = path.split('.');
    const last = segments.pop() ?? '';
    for (const segment of segments) {
      node.tainted = true;
      const next = node.children.get(segment);
      if (next === undefined) return;
      node = next;
    }
    node.tainted = true;
    // `Device.X.` ends in an empty segment: all of it is unreadable.
    if (last === '') node.clear();
    else node.banned.add(path);
  }

  items(asWhole: (path: string, count: number) => boolean, path = ''): ReadItem[] {
    if (this.count === 0) return [];
    if (path !== '' && !this.tainted && asWhole(path, this.count)) return [[path, this.count]];
    const items: ReadItem[] = this.leaves.filter((leaf) => !this.banned.has(leaf)).map((leaf) => [leaf, 1]);
    for (const [segment, child] of this.children) items.push(...child.items(asWhole, `${path}${segment}.`));
    return items;
  }

  private child(segment: string): PathTree {
    let child = this.children.get(segment);
    if (child === undefined) {
      child = new PathTree();
      this.children.set(segment, child);
    }
    return child;
  }

  private clear(): void {
    this.children.clear();
    this.leaves.length = 0;
    this.count = 0;
  }
}
