import type { ReportedParameter } from '../device/reported.ts';

/** A device's reported parameters, to be looked up by path. */
export class ReportedTree {
  readonly #byPath: ReadonlyMap<string, ReportedParameter>;
  /** Made when first asked for. */
  #tables: Tables | undefined;

  constructor(parameters: Iterable<ReportedParameter>) {
    this.#byPath = new Map(Array.from(parameters, (parameter) => [parameter.path, parameter]));
  }

  get size(): number {
    return this.#byPath.size;
  }

  get(path: string): ReportedParameter | undefined {
    return this.#byPath.get(path);
  }

  /** A parameter, or an object (final dot), that the CPE listed. */
  has(path: string): boolean {
    return this.#byPath.has(path);
  }

  value(path: string): string | undefined {
    return this.#byPath.get(path)?.value;
  }

  /** Instance numbers of a table (final dot), ascending. */
  rows(table: string): readonly number[] {
    return this.#knownTables().rows.get(table) ?? [];
  }

  /** Whether of any row of a table (final dot) it is known what it holds: a row that was just added is only listed. */
  hasFilledRow(table: string): boolean {
    return this.#knownTables().filled.has(table);
  }

  /** All parameters and objects below a path with final dot. */
  *below(path: string): Generator<ReportedParameter> {
    for (const parameter of this.#byPath.values()) {
      if (parameter.path.startsWith(path) && parameter.path !== path) yield parameter;
    }
  }

  [Symbol.iterator](): Iterator<ReportedParameter> {
    return this.#byPath.values();
  }

  #knownTables(): Tables {
    this.#tables ??= tablesIn(this.#byPath.keys());
    return this.#tables;
  }
}

interface Tables {
  /** By table, in order of their numbers. */
  readonly rows: ReadonlyMap<string, readonly number[]>;
  readonly filled: ReadonlySet<string>;
}

/** A row need not be listed itself: a parameter in it shows that it is there. */
function tablesIn(paths: Iterable<string>): Tables {
  const rows = new Map<string, Set<number>>();
  const filled = new Set<string>();
  for (const path of paths) {
    let innermost: string | undefined;
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      const start = path.lastIndexOf('.', dot - 1) + 1;
      const segment = path.slice(start, dot);
      if (!/^[1-9]\d*$/.test(segment)) continue;
      const table = path.slice(0, start);
      innermost = table;
      const known = rows.get(table);
      if (known) known.add(Number(segment));
      else rows.set(table, new Set([Number(segment)]));
    }
    // A row in a row says nothing of what else the outer one holds, and an object nothing at all.
    if (innermost !== undefined && !path.endsWith('.')) filled.add(innermost);
  }
  const sorted = [...rows].map(([table, numbers]) => [table, [...numbers].sort((a, b) => a - b)] as const);
  return { rows: new Map(sorted), filled };
}
