import type { ModelFile, ParameterFile } from './model-file.ts';

/** What an object of the data model may hold, independent of the rows a device has. */
export interface ObjectSchema {
  readonly parameters: ReadonlyMap<string, ParameterFile>;
  readonly children: ReadonlyMap<string, ObjectSchema>;
  /** Present when the object is a table: what each of its rows looks like. */
  readonly row?: ObjectSchema;
  /** Of a table: the ACS may add and delete rows. */
  readonly addable: boolean;
  readonly maxRows: number;
}

interface Draft {
  parameters: Map<string, ParameterFile>;
  children: Map<string, Draft>;
  row?: Draft;
  addable: boolean;
  maxRows: number;
}

const empty = (): Draft => ({
  parameters: new Map(),
  children: new Map(),
  addable: false,
  maxRows: Number.MAX_SAFE_INTEGER,
});

function descend(parent: Draft, name: string): Draft {
  if (name === '{i}') {
    parent.row ??= empty();
    return parent.row;
  }
  const child = parent.children.get(name) ?? empty();
  parent.children.set(name, child);
  return child;
}

/** Compiles the flat list of objects into the tree of schemas below the nameless root. */
export function objectSchema(file: ModelFile): ObjectSchema {
  const root = empty();
  for (const [path, object] of Object.entries(file.objects)) {
    const segments = path.slice(0, -1).split('.');
    const node = segments.reduce(descend, root);
    node.parameters = new Map(Object.entries(object.parameters));
    if (segments.at(-1) !== '{i}') continue;
    const table = segments.slice(0, -1).reduce(descend, root);
    table.addable = object.addable ?? false;
    table.maxRows = object.maxRows ?? table.maxRows;
  }
  return root;
}
