import type { ValueType } from '#libs/cwmp';
import type { DesiredRow, DesiredTable } from './desired.ts';
import type { ReportedTree } from './reported-tree.ts';
import { canonical } from './value-text.ts';

/** The rows that a device has of a table, to be found by what is in them. Each is looked at once, when first asked for. */
export class InstancesOf {
  #byKeys: KeyIndex | undefined;
  #byAlias: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(
    private readonly table: Pick<DesiredTable, 'keys'>,
    private readonly path: string,
    private readonly tree: ReportedTree,
  ) {}

  withAlias(alias: string): readonly number[] {
    this.#byAlias ??= Map.groupBy(this.tree.rows(this.path), (instance) => this.#value(instance, 'Alias')?.value ?? '');
    return this.#byAlias.get(alias) ?? [];
  }

  /** Ascending. None for a row with a key that can't be told: a secret, or the path of a row. */
  withKeysOf(row: DesiredRow): readonly number[] {
    const texts = this.#keysOf(row);
    if (texts === undefined) return [];
    this.#byKeys ??= this.#index();
    const { types, instances } = this.#byKeys;
    const found = [...types.values()].flatMap((some) => instances.get(indexed(texts, some)) ?? []);
    return types.size > 1 ? found.toSorted((a, b) => a - b) : found;
  }

  /** By its alias, or else by its keys. */
  isRow(row: DesiredRow, instance: number): boolean {
    if (row.alias !== undefined && this.#value(instance, 'Alias')?.value === row.alias) return true;
    return this.table.keys.length > 0 && this.withKeysOf(row).includes(instance);
  }

  /** Whether all of the row's texts that the CPE reports are as they are declared, and there are some. */
  isAsDeclared(row: DesiredRow, instance: number): boolean {
    const known = row.values.flatMap(({ name, value, writeOnly }) => {
      const reported = writeOnly || value.kind !== 'plain' ? undefined : this.#value(instance, name);
      return reported?.value === undefined || value.kind !== 'plain'
        ? []
        : [canonical(value.text, reported.type) === canonical(reported.value, reported.type)];
    });
    return known.length > 0 && known.every(Boolean);
  }

  #index(): KeyIndex {
    const types = new Map<string, Types>();
    const instances = new Map<string, number[]>();
    for (const instance of this.tree.rows(this.path)) {
      const reported = this.table.keys.map((key) => this.#value(instance, key));
      const texts = reported.flatMap((one) => one?.value ?? []);
      if (texts.length < reported.length) continue;
      const some = reported.map((one) => one?.type);
      types.set(JSON.stringify(some), some);
      const key = indexed(texts, some);
      const known = instances.get(key);
      if (known) known.push(instance);
      else instances.set(key, [instance]);
    }
    return { types, instances };
  }

  #keysOf(row: DesiredRow): readonly string[] | undefined {
    const texts = this.table.keys.flatMap((key) => {
      const value = row.values.find(({ name }) => name === key)?.value;
      return value?.kind === 'plain' ? value.text : [];
    });
    return texts.length < this.table.keys.length ? undefined : texts;
  }

  #value(instance: number, name: string) {
    return this.tree.get(`${this.path}${instance}.${name}`);
  }
}

type Types = readonly (ValueType | undefined)[];

interface KeyIndex {
  /** Types that the keys have: of a CPE that knows what it says, the same in all rows. */
  readonly types: ReadonlyMap<string, Types>;
  readonly instances: ReadonlyMap<string, readonly number[]>;
}

/** Texts that mean the same are spelled alike; of other types they are never the same. */
function indexed(texts: readonly string[], types: Types): string {
  return JSON.stringify([texts.map((text, at) => canonical(text, types[at])), types]);
}
