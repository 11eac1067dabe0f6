import type { ParameterInfo, ParameterValue, ValueType } from '#libs/cwmp';
import { comparePaths, type ReportedParameter, type Timestamp, type ValueChange } from '#libs/domain';

/** Path below the chunk's; writable; where there is a value: it, and where its type and time stand in `words`. */
type Entry = readonly [string, 0 | 1 | null, string?, number?, number?];

interface Document {
  /** Types and times, each once. */
  readonly words: readonly string[];
  /** In path order. */
  readonly entries: readonly Entry[];
}

/** A subtree of one device in memory. Names come from the CPE and are only ever keys of a Map. */
export class ReportedChunk {
  readonly name: string;
  readonly #parameters = new Map<string, ReportedParameter>();
  /** Something was added behind the end. */
  #unsorted = false;
  #changed = false;

  constructor(name: string, document?: string) {
    this.name = name;
    if (document === undefined) return;
    const { words, entries } = JSON.parse(document) as Document;
    for (const entry of entries) {
      const parameter = unpack(name, words, entry);
      this.#parameters.set(parameter.path, parameter);
    }
  }

  get changed(): boolean {
    return this.#changed;
  }

  get size(): number {
    return this.#parameters.size;
  }

  get(path: string): ReportedParameter | undefined {
    return this.#parameters.get(path);
  }

  /** In path order. */
  inOrder(): readonly ReportedParameter[] {
    const all = [...this.#parameters.values()];
    return this.#unsorted ? all.sort((a, b) => comparePaths(a.path, b.path)) : all;
  }

  /** Returns the change when the value is another than the known one. */
  mergeValue({ name, value, type }: ParameterValue, readAt: Timestamp): ValueChange | undefined {
    const known = this.#parameters.get(name);
    this.#set({ ...known, path: name, value, type, readAt });
    if (known?.value === value) return undefined;
    return { name, value, ...(known?.value !== undefined && { previous: known.value }) };
  }

  mergeName({ name, writable }: ParameterInfo): void {
    const known = this.#parameters.get(name);
    if (known?.writable !== writable) this.#set({ ...known, path: name, writable });
  }

  /** Forgets what is not to be kept. */
  retain(keep: (path: string) => boolean): void {
    for (const path of this.#parameters.keys()) {
      if (keep(path)) continue;
      this.#parameters.delete(path);
      this.#changed = true;
    }
  }

  count(): { readonly parameters: number; readonly objects: number } {
    let objects = 0;
    for (const path of this.#parameters.keys()) if (path.endsWith('.')) objects++;
    return { parameters: this.#parameters.size - objects, objects };
  }

  serialize(): string {
    const words = new Map<string, number>();
    const entries = this.inOrder().map((parameter) => pack(this.name, words, parameter));
    return JSON.stringify({ words: [...words.keys()], entries } satisfies Document);
  }

  #set(parameter: ReportedParameter): void {
    if (!this.#parameters.has(parameter.path)) this.#unsorted = true;
    this.#parameters.set(parameter.path, parameter);
    this.#changed = true;
  }
}

function pack(chunk: string, words: Map<string, number>, parameter: ReportedParameter): Entry {
  const { path, value, type, writable, readAt } = parameter;
  const flag = writable === undefined ? null : writable ? 1 : 0;
  const suffix = path.slice(chunk.length);
  if (value === undefined || type === undefined || readAt === undefined) return [suffix, flag];
  return [suffix, flag, value, wordOf(words, type), wordOf(words, readAt)];
}

function unpack(chunk: string, words: readonly string[], entry: Entry): ReportedParameter {
  const [suffix, flag, value, type, readAt] = entry;
  const known = flag === null ? { path: chunk + suffix } : { path: chunk + suffix, writable: flag === 1 };
  if (value === undefined) return known;
  return { ...known, value, type: words[type ?? -1] as ValueType, readAt: words[readAt ?? -1] as Timestamp };
}

function wordOf(words: Map<string, number>, word: string): number {
  const known = words.get(word);
  if (known !== undefined) return known;
  words.set(word, words.size);
  return words.size - 1;
}
