import { eachParameter, findObject, freshObject, type ObjectNode, replaceObject } from '../tree/object-node.ts';
import type { DeviceModel } from './device-model.ts';

/** What even the smallest device keeps, beside its forced-inform parameters: it must be able to call in. */
const ESSENTIAL =
  /\.(DeviceInfo\.SerialNumber|ManagementServer\.(URL|Username|Password|PeriodicInform(Enable|Interval)))$/;

/**
 * The model with exactly `count` parameters (or the few it cannot do without, if that is more): rows are added to the
 * tables that grow in real life (hosts, Wi-Fi clients, port mappings) and what is too much is left out from the end.
 */
export function sizedModel(model: DeviceModel, count: number): DeviceModel {
  const values = new Map(model.values);
  let tree = model.tree;
  let size = parameterCount(tree);
  for (let turn = 0; size < count; turn += 1) {
    const table = model.padding[turn % model.padding.length];
    if (table === undefined) break;
    const before = tree;
    tree = replaceObject(tree, table, (node) => padded(node, table, turn, values));
    if (tree === before) break;
    size += parameterCount(findObject(tree, table)) - parameterCount(findObject(before, table));
  }
  return { ...model, tree: trimmed(tree, keptNames(tree, model, count)), values };
}

/** How many parameters there are at and below an object. */
export function parameterCount(node: ObjectNode | undefined): number {
  let count = 0;
  if (node) eachParameter(node, '', () => (count += 1));
  return count;
}

function padded(table: ObjectNode, path: string, turn: number, values: Map<string, string>): ObjectNode {
  if (!table.schema.row) return table;
  const row = freshObject(table.schema.row);
  const instance = String(table.nextInstance);
  for (const name of row.parameters.keys()) {
    const value = distinctValue(name, turn);
    if (value !== undefined) values.set(`${path}${instance}.${name}`, value);
  }
  return { ...table, children: new Map(table.children).set(instance, row), nextInstance: table.nextInstance + 1 };
}

/** Rows of a real table differ in these; the other parameters keep their default. */
function distinctValue(name: string, turn: number): string | undefined {
  const high = (turn >> 8) & 255;
  const low = turn & 255;
  if (name.endsWith('MACAddress') || name === 'PhysAddress')
    return `02:CC:00:00:${high.toString(16).padStart(2, '0')}:${low.toString(16).padStart(2, '0')}`.toUpperCase();
  if (name.endsWith('IPAddress') || name === 'InternalClient') return `10.9.${high}.${low}`;
  if (name === 'HostName') return `host-${turn}`;
  if (name === 'ExternalPort') return String(20_000 + (turn % 40_000));
  return undefined;
}

function keptNames(tree: ObjectNode, model: DeviceModel, count: number): ReadonlySet<string> {
  const kept = new Set(model.informParameters);
  eachParameter(tree, '', (name) => ESSENTIAL.test(name) && kept.add(name));
  eachParameter(tree, '', (name) => kept.size < count && kept.add(name));
  return kept;
}

/** The tree with only the kept parameters; objects that are left with nothing disappear. */
function trimmed(node: ObjectNode, kept: ReadonlySet<string>, path = ''): ObjectNode {
  const children = [...node.children]
    .map(([name, child]) => [name, trimmed(child, kept, `${path}${name}.`)] as const)
    .filter(([, child]) => child.parameters.size + child.children.size > 0 || child.schema.row !== undefined);
  const parameters = [...node.parameters].filter(([name]) => kept.has(path + name));
  return { ...node, children: new Map(children), parameters: new Map(parameters) };
}
