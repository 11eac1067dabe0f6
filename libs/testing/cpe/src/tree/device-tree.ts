import type { ParameterFault, ParameterInfo, ParameterValue } from '#libs/cwmp';
import type { DeviceModel } from '../model/device-model.ts';
import type { ParameterFile, VolatileKind } from '../model/model-file.ts';
import { valueFault } from './check-value.ts';
import { eachParameter, findObject, freshObject, type ObjectNode, replaceObject, segmentsOf } from './object-node.ts';

/** A refusal as the CPE words it: a fault code with, for SetParameterValues, the parameters at fault. */
export interface Refusal {
  readonly faultCode: number;
  readonly faultString: string;
  readonly parameterFaults?: readonly ParameterFault[];
}
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Result<T> => ({ ok: true, value });
export const refuse = (faultCode: number, faultString: string): Result<never> => ({
  ok: false,
  refusal: { faultCode, faultString },
});

/** Makes up a value that changes by itself. `base` is the value in the model. */
export type ReadVolatile = (kind: VolatileKind, base: string) => string;

const FAULT_TEXT: Readonly<Record<number, string>> = {
  9005: 'Invalid parameter name',
  9006: 'Invalid parameter type',
  9007: 'Invalid parameter value',
  9008: 'Attempt to set a non-writable parameter',
};

/** The parameters of one device: the model's tree, and what is different on this one. */
export class DeviceTree {
  readonly model: DeviceModel;
  readonly #readVolatile: ReadVolatile;
  #root: ObjectNode;
  #values: Map<string, string> | undefined;

  constructor(model: DeviceModel, readVolatile: ReadVolatile) {
    this.model = model;
    this.#readVolatile = readVolatile;
    this.#root = model.tree;
  }

  /** Back to the factory state. */
  reset(): void {
    this.#root = this.model.tree;
    this.#values = undefined;
  }

  /** The value the device works with, hidden ones included. Undefined if there is no such parameter. */
  value(path: string): string | undefined {
    const found = this.#find(path);
    return found && this.#valueOf(path, found.schema, found.object);
  }

  /** Changes a value from the inside: neither access nor type is checked. False if there is no such parameter. */
  put(path: string, value: string): boolean {
    if (!this.#find(path)) return false;
    this.#values ??= new Map();
    this.#values.set(path, value);
    return true;
  }

  /** GetParameterValues for one full or partial path (A.3.2.2): hidden values read as the empty string. */
  get(path: string): Result<readonly ParameterValue[]> {
    const values: ParameterValue[] = [];
    const visit = (name: string, schema: ParameterFile, object: ObjectNode): void => {
      values.push({ name, type: schema.type, value: schema.hidden ? '' : this.#valueOf(name, schema, object) });
    };
    return this.visit(path, visit) ? done(values) : refuse(9005, `Invalid parameter name ${path}`);
  }

  /** Visits the parameter of a full path, or all below a partial path. False if the path does not exist. */
  visit(path: string, visit: (name: string, schema: ParameterFile, object: ObjectNode) => void): boolean {
    if (path !== '' && !path.endsWith('.')) {
      const found = this.#find(path);
      if (found) visit(path, found.schema, found.object);
      return found !== undefined;
    }
    const node = findObject(this.#root, path);
    if (node) eachParameter(node, path, visit);
    return node !== undefined;
  }

  /** GetParameterNames (A.3.2.3). */
  names(path: string, nextLevel: boolean): Result<readonly ParameterInfo[]> {
    if (path !== '' && !path.endsWith('.')) {
      const found = this.#find(path);
      if (!found) return refuse(9005, `Invalid parameter name ${path}`);
      if (nextLevel) return refuse(9003, 'NextLevel needs a partial path');
      return done([{ name: path, writable: found.schema.writable ?? false }]);
    }
    const node = findObject(this.#root, path);
    if (!node) return refuse(9005, `Invalid parameter name ${path}`);
    const parent = findObject(this.#root, parentOf(path));
    const self: ParameterInfo[] = path === '' || nextLevel ? [] : [{ name: path, writable: isWritable(node, parent) }];
    return done([...self, ...namesBelow(node, path, nextLevel)]);
  }

  /** SetParameterValues (A.3.2.1): all or nothing. The value is what was different before. */
  set(list: readonly ParameterValue[]): Result<readonly ParameterValue[]> {
    if (new Set(list.map((each) => each.name)).size < list.length)
      return refuse(9003, 'A parameter is named more than once');
    const parameterFaults = list.flatMap((each): ParameterFault[] => {
      const found = this.#find(each.name);
      const code = found ? valueFault(found.schema, each.type, each.value) : 9005;
      return code ? [{ parameterName: each.name, faultCode: code, faultString: FAULT_TEXT[code] ?? '' }] : [];
    });
    if (parameterFaults.length > 0)
      return { ok: false, refusal: { faultCode: 9003, faultString: 'Invalid arguments', parameterFaults } };
    const changed = list.filter((each) => this.value(each.name) !== each.value);
    for (const each of changed) this.put(each.name, each.value);
    return done(changed);
  }

  /** AddObject (A.3.2.6): the new row's number. */
  addObject(tablePath: string): Result<number> {
    const table = tablePath.endsWith('.') ? findObject(this.#root, tablePath) : undefined;
    const row = table?.schema.row;
    if (!table || !row || !table.schema.addable)
      return refuse(9005, `${tablePath} is not a table rows can be added to`);
    if (table.children.size >= table.schema.maxRows) return refuse(9004, `${tablePath} is full`);
    const instance = table.nextInstance;
    this.#root = replaceObject(this.#root, tablePath, (node) => ({
      ...node,
      children: new Map(node.children).set(String(instance), freshObject(row)),
      nextInstance: instance + 1,
    }));
    return done(instance);
  }

  /** DeleteObject (A.3.2.7): the row and all below it. */
  deleteObject(rowPath: string): Result<undefined> {
    const table = findObject(this.#root, parentOf(rowPath));
    const instance = segmentsOf(rowPath).at(-1) ?? '';
    if (!rowPath.endsWith('.') || !table?.schema.addable || !table.children.has(instance))
      return refuse(9005, `${rowPath} is not a row that can be deleted`);
    this.#root = replaceObject(this.#root, parentOf(rowPath), (node) => ({
      ...node,
      children: new Map([...node.children].filter(([name]) => name !== instance)),
    }));
    for (const name of this.#values?.keys() ?? []) if (name.startsWith(rowPath)) this.#values?.delete(name);
    return done(undefined);
  }

  /** New firmware numbers the rows of a table anew: each gets the number it is given; the numbers must all be different. */
  renumber(tablePath: string, numberOf: (instance: number) => number): void {
    const table = findObject(this.#root, tablePath);
    if (!table?.schema.row) throw new RangeError(`${tablePath} is not a table`);
    const moved = [...table.children].map(([name, row]) => ({ name, row, number: numberOf(Number(name)) }));
    if (new Set(moved.map(({ number }) => number)).size < moved.length) throw new RangeError('Two rows, one number');
    const values: [path: string, value: string][] = [];
    for (const { name, number } of moved) {
      const from = `${tablePath}${name}.`;
      this.visit(from, (path) =>
        values.push([`${tablePath}${number}.${path.slice(from.length)}`, this.value(path) ?? '']),
      );
    }
    this.#root = replaceObject(this.#root, tablePath, (node) => ({
      ...node,
      children: new Map(moved.map(({ number, row }) => [String(number), row])),
      nextInstance: Math.max(node.nextInstance, ...moved.map(({ number }) => number + 1)),
    }));
    for (const path of [...(this.#values?.keys() ?? [])]) if (path.startsWith(tablePath)) this.#values?.delete(path);
    for (const [path, value] of values) this.put(path, value);
  }

  #find(path: string): { readonly schema: ParameterFile; readonly object: ObjectNode } | undefined {
    const dot = path.lastIndexOf('.');
    const object = findObject(this.#root, path.slice(0, dot + 1));
    const schema = object?.parameters.get(path.slice(dot + 1));
    return object && schema && { object, schema };
  }

  #valueOf(path: string, schema: ParameterFile, object: ObjectNode): string {
    if (schema.counts) return String(findObject(object, schema.counts)?.children.size ?? 0);
    const value = this.#values?.get(path) ?? this.model.values.get(path) ?? schema.value;
    return schema.volatile ? this.#readVolatile(schema.volatile, value) : value;
  }
}

/** The partial path one level up. */
function parentOf(partialPath: string): string {
  return partialPath.slice(0, partialPath.lastIndexOf('.', partialPath.length - 2) + 1);
}

/** Writable says of a table that rows can be added, of a row that it can be deleted (A.3.2.3). */
function isWritable(node: ObjectNode, parent: ObjectNode | undefined): boolean {
  return node.schema.row ? node.schema.addable : parent?.schema.row !== undefined && parent.schema.addable;
}

function namesBelow(node: ObjectNode, path: string, nextLevel: boolean): ParameterInfo[] {
  const names: ParameterInfo[] = [];
  for (const [name, schema] of node.parameters) names.push({ name: path + name, writable: schema.writable ?? false });
  for (const [name, child] of node.children) {
    const childPath = `${path}${name}.`;
    names.push({ name: childPath, writable: isWritable(child, node) });
    if (!nextLevel) names.push(...namesBelow(child, childPath, false));
  }
  return names;
}
