import type { ReportedParameter } from '../device/reported.ts';

/** A device's reported parameters, to be looked up by path. */
export class ReportedTree {
  readonly #byPath: ReadonlyMap<string, ReportedParameter>;
  /** Rows by table, in order of their numbers; made when first asked for. */
  #rows: Map<string, number[]> | undefined;

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
    this.#rows ??= rowsByTable(this.#byPath.keys());
    return this.#rows.get(table) ?? [];
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
}

/** A row need not be listed itself: a parameter in it shows that it is there. */
function rowsByTable(paths: Iterable<string>): Map<string, number[]> {
  const rows = new Map<string, Set<number>>();
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      const start = path.lastIndexOf('.', dot - 1) + 1;
      const segment = path.slice(start, dot);
      if (!/^[1-9]\d*$/.test(segment)) continue;
      const table = path.slice(0, start);
      const known = rows.get(table);
      if (known) known.add(Number(segment));
      else rows.set(table, new Set([Number(segment)]));
    }
  }
  return new Map([...rows].map(([table, numbers]) => [table, [...numbers].sort((a, b) => a - b)]));
}
