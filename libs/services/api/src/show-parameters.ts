import type { DeepReadonly, Parameter, ParameterNode } from '#libs/api-contract';
import { isSecretPath, type ReportedParameter } from '#libs/domain';

/** A parameter as operators see it: a secret without its value. */
export function showParameter(parameter: ReportedParameter): DeepReadonly<Parameter> {
  if (parameter.value === undefined || !isSecretPath(parameter.path)) return parameter;
  const { value: _, ...rest } = parameter;
  return { ...rest, hidden: true };
}

/** Parameters as a tree whose root is the object that `path` names or lies in. */
export function parameterTree(
  path: string,
  parameters: readonly ReportedParameter[],
): { readonly path: string; readonly tree: ParameterNode } {
  const root = path.slice(0, path.lastIndexOf('.') + 1);
  const tree: ParameterNode = {};
  for (const parameter of parameters) {
    if (!parameter.path.startsWith(root)) continue;
    const { path: _, ...facts } = showParameter(parameter);
    let node = tree;
    for (const segment of parameter.path.slice(root.length).split('.')) {
      if (segment !== '') node = childOf(node, segment);
    }
    Object.assign(node, facts);
  }
  return { path: root, tree };
}

function childOf(node: ParameterNode, segment: string): ParameterNode {
  // Segments are a CPE's words: without a prototype, `__proto__` is a name like any other.
  node.children ??= Object.create(null) as Record<string, ParameterNode>;
  node.children[segment] ??= {};
  return node.children[segment];
}
