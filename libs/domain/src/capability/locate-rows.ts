import { listReaches, listRefersTo } from '../desired/list-value.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import { comparePaths } from '../device/path-order.ts';
import type { Locator, RowCondition } from './capability.ts';
import type { DeviceCatalog } from './catalog.ts';

/** Full path of a row or object, with final dot; or why there is none. */
export type Located = { readonly path: string } | { readonly problem: string };

/** Finds rows in the tree of one device by what they are, and remembers them: numbers differ from device to device. */
export class RowLocator {
  readonly #catalog: DeviceCatalog;
  readonly #tree: ReportedTree;
  readonly #root: string;
  readonly #found = new Map<string, Located>();

  constructor(catalog: DeviceCatalog, tree: ReportedTree, root: string) {
    this.#catalog = catalog;
    this.#tree = tree;
    this.#root = root;
  }

  /** Full path of what is written relative to the root or to a row: `Time.Enable`, `{wifi.2g.radio}.Channel`. */
  resolve(path: string): Located {
    const { locator, rest } = splitPath(path);
    if (locator === undefined) return { path: this.#root + rest };
    const row = this.row(locator);
    return 'path' in row ? { path: row.path + rest } : row;
  }

  /** The row that a locator means. */
  row(name: string): Located {
    const known = this.#found.get(name);
    if (known) return known;
    // What leads back to itself finds nothing, however the files were checked.
    this.#found.set(name, { problem: `${name} is looked for by itself` });
    const found = this.#find(name);
    this.#found.set(name, found);
    return found;
  }

  #find(name: string): Located {
    const locators = this.#catalog.locators(name);
    if (locators === undefined) return { problem: `this data model has no ${name}` };
    for (const locator of locators) {
      const rows = this.#rowsOf(locator);
      const row = locator.nth === undefined ? rows[0] : rows[locator.nth - 1];
      if (locator.nth === undefined && rows.length > 1) {
        return { problem: `${name} may be any of ${rows.slice(0, 4).join(', ')}` };
      }
      if (row !== undefined) return { path: row };
    }
    const tables = [...new Set(locators.map(({ table }) => splitPath(table).rest))];
    return { problem: `no row of ${tables.join(' or ')} is ${name}` };
  }

  /** All rows a locator describes, by their numbers. */
  #rowsOf(locator: Locator): readonly string[] {
    const tables = this.resolve(locator.table);
    if (!('path' in tables)) return [];
    return expandTables(this.#tree, tables.path)
      .flatMap((table) => this.#tree.rows(table).map((number) => `${table}${number}.`))
      .filter((row) => this.#describes(locator, row))
      .toSorted(comparePaths);
  }

  #describes({ where = {}, referredBy, holds }: Locator, row: string): boolean {
    if (referredBy !== undefined && !this.#isReferredBy(referredBy, row)) return false;
    if (holds !== undefined) {
      const held = this.row(holds);
      if (!('path' in held) || !held.path.startsWith(row)) return false;
    }
    return Object.entries(where).every(([name, condition]) => this.#holds(condition, row + name));
  }

  #isReferredBy(parameter: string, row: string): boolean {
    const located = this.resolve(parameter);
    const value = 'path' in located ? this.#tree.value(located.path) : undefined;
    return value !== undefined && listRefersTo(value, row);
  }

  #holds(condition: RowCondition, path: string): boolean {
    if ('exists' in condition) return this.#tree.has(path) === condition.exists;
    const value = this.#tree.value(path);
    if (value === undefined) return false;
    if ('is' in condition) return condition.is.some((text) => text.toLowerCase() === value.toLowerCase());
    if ('pointsTo' in condition) {
      const target = this.row(condition.pointsTo);
      return 'path' in target && listRefersTo(value, target.path);
    }
    return listReaches(value, condition.min ?? Number.NEGATIVE_INFINITY, condition.max ?? Number.POSITIVE_INFINITY);
  }
}

/** `{wifi.2g.radio}.Channel` → `wifi.2g.radio` and `Channel`. */
export function splitPath(path: string): { readonly locator?: string; readonly rest: string } {
  const [, locator, rest] = /^\{([^}]+)\}\.(.*)$/.exec(path) ?? [];
  return locator === undefined ? { rest: path } : { locator, rest: rest ?? '' };
}

/** The tables a path with `*` for rows stands for. */
export function expandTables(tree: ReportedTree, table: string): readonly string[] {
  const star = table.indexOf('.*.');
  if (star < 0) return [table];
  const above = table.slice(0, star + 1);
  const below = table.slice(star + 3);
  return tree.rows(above).flatMap((number) => expandTables(tree, `${above}${number}.${below}`));
}
