import type { ParameterValue } from './envelopes.ts';

export interface Leaf {
  value: string;
  readonly type: string;
  readonly writable: boolean;
}

/** The parameters of a CPE, with tables whose rows come and go. */
export class CpeTree {
  readonly leaves = new Map<string, Leaf>();
  /** Tables (with their final dot) and the highest number a row of them ever had. */
  readonly #tables = new Map<string, number>();
  readonly #rows = new Set<string>();

  constructor(values: readonly ParameterValue[]) {
    for (const value of values) this.put(...value);
  }

  put(name: string, value: string, type = 'string', writable = true): void {
    this.leaves.set(name, { value, type, writable });
  }

  addTable(path: string): void {
    if (!this.#tables.has(path)) this.#tables.set(path, 0);
  }

  rowsOf(table: string): readonly number[] {
    return [...this.#rows].filter((row) => isChild(row, table)).map((row) => Number(row.slice(table.length, -1)));
  }

  /** The number of the new row; undefined when there is no such table. */
  addRow(table: string, number = (this.#tables.get(table) ?? 0) + 1): number | undefined {
    if (!this.#tables.has(table)) return undefined;
    this.#tables.set(table, number);
    this.#rows.add(`${table}${number}.`);
    this.put(`${table}${number}.Enable`, '0', 'boolean');
    this.put(`${table}${number}.Description`, '');
    return number;
  }

  /** False when there is no such row. */
  deleteRow(row: string): boolean {
    if (!this.#rows.delete(row)) return false;
    for (const name of [...this.leaves.keys()]) if (name.startsWith(row)) this.leaves.delete(name);
    return true;
  }

  clearTables(): void {
    for (const row of [...this.#rows]) this.deleteRow(row);
  }

  /** GetParameterNames; undefined when the path does not exist. */
  names(path: string, nextLevel: boolean): readonly (readonly [name: string, writable: boolean])[] | undefined {
    const all = this.#all();
    if (path !== '' && !all.has(path)) return undefined;
    const wanted = nextLevel ? (name: string) => isChild(name, path) : (name: string) => isWithin(name, path);
    return [...all].filter(([name]) => wanted(name));
  }

  /** GetParameterValues; undefined when a name does not exist. */
  read(names: readonly string[]): readonly ParameterValue[] | undefined {
    const all = this.#all();
    if (names.some((name) => name !== '' && !all.has(name))) return undefined;
    return [...this.leaves]
      .filter(([leaf]) => names.some((name) => isWithin(leaf, name)))
      .map(([name, { value, type }]) => [name, name.endsWith('Password') ? '' : value, type]);
  }

  /** SetParameterValues: all of them, or none. Returns the names that do not exist. */
  write(values: readonly (readonly [name: string, value: string])[]): readonly string[] {
    const unknown = values.map(([name]) => name).filter((name) => !this.leaves.has(name));
    if (unknown.length > 0) return unknown;
    for (const [name, value] of values) {
      const leaf = this.leaves.get(name);
      if (leaf) leaf.value = value;
    }
    return [];
  }

  /** Every object and parameter, with whether it is writable. */
  #all(): Map<string, boolean> {
    const all = new Map<string, boolean>();
    const addAncestors = (path: string) => {
      for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        const object = path.slice(0, dot + 1);
        if (!all.has(object)) all.set(object, this.#tables.has(object) || this.#rows.has(object));
      }
    };
    for (const table of this.#tables.keys()) addAncestors(table);
    for (const [name, { writable }] of this.leaves) {
      addAncestors(name);
      all.set(name, writable);
    }
    return all;
  }
}

function isChild(name: string, path: string): boolean {
  return name.startsWith(path) && /^[^.]+\.?$/.test(name.slice(path.length));
}

/** The path itself, or all below an object; the empty path is the object of all. */
function isWithin(name: string, path: string): boolean {
  return name === path || ((path === '' || path.endsWith('.')) && name.startsWith(path));
}
