import type { Learnt } from '../command/program.ts';
import type { Timestamp } from './device.ts';
import { covers } from './path-order.ts';
import type { ReportedParameter } from './reported.ts';

/** What is known of a device's parameters with what was learnt just now, as the store will have it once that is saved. */
export function treeAfter(
  known: Iterable<ReportedParameter>,
  lessons: readonly Learnt[],
  readAt: Timestamp,
): ReadonlyMap<string, ReportedParameter> {
  const tree = new Map<string, ReportedParameter>();
  for (const parameter of known) tree.set(parameter.path, parameter);
  for (const lesson of lessons) {
    if (lesson.what === 'gone') forget(tree, lesson.path);
    if (lesson.what === 'names') withNames(tree, lesson);
    if (lesson.what !== 'values') continue;
    for (const { name, value, type } of lesson.values)
      tree.set(name, { ...tree.get(name), path: name, value, type, readAt });
  }
  return tree;
}

function forget(tree: Map<string, ReportedParameter>, object: string): void {
  for (const path of tree.keys()) if (covers(object, path)) tree.delete(path);
}

/** See `ReportedStore.mergeNames`. */
function withNames(
  tree: Map<string, ReportedParameter>,
  { path, names, nextLevel }: Extract<Learnt, { what: 'names' }>,
): void {
  // What a CPE lists beside what it was asked for is not taken.
  const asked = names.filter(({ name }) => name.startsWith(path));
  const listed = new Set(asked.map(({ name }) => name));
  for (const known of tree.keys()) {
    if (known === path || !known.startsWith(path)) continue;
    if (!listed.has(nextLevel ? childOf(path, known) : known)) tree.delete(known);
  }
  for (const { name, writable } of asked) tree.set(name, { ...tree.get(name), path: name, writable });
}

function childOf(path: string, below: string): string {
  const dot = below.indexOf('.', path.length);
  return dot < 0 ? below : below.slice(0, dot + 1);
}
