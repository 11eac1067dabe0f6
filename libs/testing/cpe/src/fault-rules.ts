import type { AcsRequest } from '#libs/cwmp';
import { type Refusal } from './tree/device-tree.ts';

/** A fault on demand: the CPE refuses matching RPCs instead of executing them. */
export interface FaultRule {
  readonly method: AcsRequest['method'];
  readonly faultCode: number;
  readonly faultString?: string;
  /**
   * Refuses if a path of the request lies in this subtree, or is a partial path that contains it: a device whose
   * subtree is broken refuses both.
   */
  readonly subtree?: string;
  /** Refuses requests with more than that many paths, as devices with little memory do. */
  readonly moreThan?: number;
  /** How often; for ever if it is left out. */
  readonly times?: number;
}

/** The rules of one CPE, first match wins. */
export class FaultRules {
  #rules: readonly (FaultRule & { readonly left: number })[] = [];

  add(rule: FaultRule): void {
    this.#rules = [...this.#rules, { ...rule, left: rule.times ?? Number.POSITIVE_INFINITY }];
  }

  clear(): void {
    this.#rules = [];
  }

  /** The refusal of a request, if a rule wants one. */
  take(request: AcsRequest): Refusal | undefined {
    const paths = pathsOf(request);
    const rule = this.#rules.find((each) => each.left > 0 && matches(each, request.method, paths));
    if (!rule) return undefined;
    this.#rules = this.#rules.map((each) => (each === rule ? { ...each, left: each.left - 1 } : each));
    return { faultCode: rule.faultCode, faultString: rule.faultString ?? `Fault ${rule.faultCode} on demand` };
  }
}

/** The parameter and object paths an RPC is about. */
export function pathsOf(request: AcsRequest): readonly string[] {
  switch (request.method) {
    case 'GetParameterValues':
    case 'GetParameterAttributes':
      return request.parameterNames;
    case 'SetParameterValues':
    case 'SetParameterAttributes':
      return request.parameterList.map((each) => each.name);
    case 'GetParameterNames':
      return [request.parameterPath];
    case 'AddObject':
    case 'DeleteObject':
      return [request.objectName];
    default:
      return [];
  }
}

function matches(rule: FaultRule, method: string, paths: readonly string[]): boolean {
  if (rule.method !== method) return false;
  if (rule.moreThan !== undefined && paths.length <= rule.moreThan) return false;
  const { subtree } = rule;
  if (subtree === undefined) return true;
  return paths.some(
    (path) => path.startsWith(subtree) || ((path === '' || path.endsWith('.')) && subtree.startsWith(path)),
  );
}
