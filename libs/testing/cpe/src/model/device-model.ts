import type { ObjectNode } from '../tree/object-node.ts';
import type { DiagnosticFile, ModelFile } from './model-file.ts';
import { type ObjectSchema, objectSchema } from './object-schema.ts';

/** A compiled data model: shared by all devices of the kind and never changed. */
export interface DeviceModel {
  readonly name: string;
  readonly root: string;
  readonly device: ModelFile['device'];
  readonly informParameters: readonly string[];
  readonly padding: readonly string[];
  readonly diagnostics: readonly DiagnosticFile[];
  /** The factory state, below the nameless root. */
  readonly tree: ObjectNode;
  /** Factory values that differ from the schema's, by full path. */
  readonly values: ReadonlyMap<string, string>;
}

/** The factory rows of one table, keyed by their instance numbers. */
type Rows = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Compiles a model file. */
export function deviceModel(file: ModelFile): DeviceModel {
  const values = new Map<string, string>();
  const rowsOf = (schemaPath: string): Rows => file.objects[`${schemaPath}{i}.`]?.rows ?? {};

  const instantiate = (schema: ObjectSchema, schemaPath: string, path: string, numbers: string): ObjectNode => {
    const children = new Map<string, ObjectNode>();
    for (const [name, child] of schema.children)
      children.set(name, instantiate(child, `${schemaPath}${name}.`, `${path}${name}.`, numbers));
    const instances = schema.row ? instancesBelow(rowsOf(schemaPath), numbers) : [];
    for (const [instance, overrides] of instances) {
      const rowPath = `${path}${instance}.`;
      for (const [name, value] of Object.entries(overrides)) values.set(rowPath + name, value);
      const below = numbers === '' ? instance : `${numbers}.${instance}`;
      if (schema.row) children.set(instance, instantiate(schema.row, `${schemaPath}{i}.`, rowPath, below));
    }
    const nextInstance = Math.max(0, ...instances.map(([instance]) => Number(instance))) + 1;
    return { schema, parameters: schema.parameters, children, nextInstance };
  };

  const { name, root, device, informParameters, padding, diagnostics } = file;
  const tree = instantiate(objectSchema(file), '', '', '');
  return { name, root, device, informParameters, padding, diagnostics, tree, values };
}

/** The rows whose parents have the instance numbers `numbers`: (`"1.2"` of table rows `"1.2.3"`) → `"3"`. */
function instancesBelow(rows: Rows, numbers: string): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  const prefix = numbers === '' ? '' : `${numbers}.`;
  return Object.entries(rows)
    .filter(([key]) => key.startsWith(prefix) && !key.slice(prefix.length).includes('.'))
    .map(([key, overrides]) => [key.slice(prefix.length), overrides] as const);
}
