import type { ParameterFile } from '../model/model-file.ts';
import type { ObjectSchema } from '../model/object-schema.ts';

/**
 * An object that exists on a device. Nodes are never changed: adding a row makes new nodes along its path only, so that
 * thousands of devices share one tree until they differ.
 */
export interface ObjectNode {
  readonly schema: ObjectSchema;
  readonly parameters: ReadonlyMap<string, ParameterFile>;
  readonly children: ReadonlyMap<string, ObjectNode>;
  /** Of a table: the number its next row will get. It only grows, so that numbers are never used again (A.3.2.6). */
  readonly nextInstance: number;
}

/** The names along a partial path: `"A.B."` → `["A", "B"]`, the empty path → none. */
export const segmentsOf = (partialPath: string): readonly string[] =>
  partialPath === '' ? [] : partialPath.slice(0, -1).split('.');

/** The object at a partial path (empty, or ending in a dot). */
export function findObject(root: ObjectNode, partialPath: string): ObjectNode | undefined {
  let node: ObjectNode | undefined = root;
  for (const name of segmentsOf(partialPath)) node = node?.children.get(name);
  return node;
}

/** A new row of `schema` with all it contains, its own tables empty. */
export function freshObject(schema: ObjectSchema): ObjectNode {
  const children = new Map([...schema.children].map(([name, child]) => [name, freshObject(child)]));
  return { schema, parameters: schema.parameters, children, nextInstance: 1 };
}

/** The tree in which the object at `partialPath` is replaced by what `change` makes of it. */
export function replaceObject(
  root: ObjectNode,
  partialPath: string,
  change: (node: ObjectNode) => ObjectNode,
): ObjectNode {
  const replaceBelow = (node: ObjectNode, names: readonly string[]): ObjectNode => {
    const [name, ...rest] = names;
    if (name === undefined) return change(node);
    const child = node.children.get(name);
    if (child === undefined) return node;
    return { ...node, children: new Map(node.children).set(name, replaceBelow(child, rest)) };
  };
  return replaceBelow(root, segmentsOf(partialPath));
}

/** Visits every parameter of `node` (at `path`) and below. */
export function eachParameter(
  node: ObjectNode,
  path: string,
  visit: (name: string, schema: ParameterFile, object: ObjectNode) => void,
): void {
  for (const [name, schema] of node.parameters) visit(path + name, schema, node);
  for (const [name, child] of node.children) eachParameter(child, `${path}${name}.`, visit);
}
