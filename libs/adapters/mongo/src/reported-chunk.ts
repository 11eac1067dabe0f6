import type { ParameterInfo, ParameterValue, ValueType } from '#libs/cwmp';
import { comparePaths, type ReportedParameter, type Timestamp, type ValueChange } from '#libs/domain';

/** Path below the chunk's; writable; where there is a value: it, and where its type and time stand among the words. */
type Entry = readonly [string, 0 | 1 | null, string?, number?, number?];

/** Types and times, each once, then the entries in path order. */
type Content = readonly [readonly string[], readonly Entry[]];

/** UTF-16 units of a part's content: far below the 16 MB of a document also where each takes three bytes. */
const PART_LENGTH = 1 << 20;

/** A subtree of one device in memory. Names come from the CPE and are only ever keys of a Map. */
export class ReportedChunk {
  readonly name: string;
  /** By the path below the chunk's. */
  readonly #entries = new Map<string, Entry>();
  readonly #words: string[] = [];
  readonly #wordAt = new Map<string, number>();
  /** Something was added behind the end. */
  #unsorted = false;
  #changed = false;

  constructor(name: string, contents: readonly string[] = []) {
    this.name = name;
    for (const content of contents) this.#append(JSON.parse(content) as Content);
  }

  get changed(): boolean {
    return this.#changed;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(path: string): ReportedParameter | undefined {
    const entry = this.#entries.get(path.slice(this.name.length));
    return entry === undefined ? undefined : this.#parameter(entry);
  }

  /** In path order. */
  inOrder(): readonly ReportedParameter[] {
    return this.#sorted().map((entry) => this.#parameter(entry));
  }

  /** Returns the change when the value is another than the known one. */
  mergeValue({ name, value, type }: ParameterValue, readAt: Timestamp): ValueChange | undefined {
    const suffix = name.slice(this.name.length);
    const known = this.#entries.get(suffix);
    const [, writable = null, previous, knownType, knownReadAt] = known ?? [];
    const typeAt = this.#word(type);
    const timeAt = this.#word(readAt);
    if (previous === value && knownType === typeAt && knownReadAt === timeAt) return undefined;
    this.#set([suffix, writable, value, typeAt, timeAt]);
    if (previous === value) return undefined;
    return { name, value, ...(previous !== undefined && { previous }) };
  }

  mergeName({ name, writable }: ParameterInfo): void {
    const suffix = name.slice(this.name.length);
    const [, knownFlag, ...value] = this.#entries.get(suffix) ?? [];
    const flag = writable ? 1 : 0;
    if (knownFlag !== flag) this.#set([suffix, flag, ...value]);
  }

  /** Forgets what is not to be kept. */
  retain(keep: (path: string) => boolean): void {
    for (const suffix of this.#entries.keys()) {
      if (keep(this.name + suffix)) continue;
      this.#entries.delete(suffix);
      this.#changed = true;
    }
  }

  count(): { readonly parameters: number; readonly objects: number } {
    let objects = 0;
    for (const suffix of this.#entries.keys()) if ((this.name + suffix).endsWith('.')) objects++;
    return { parameters: this.#entries.size - objects, objects };
  }

  /** The contents of its parts, each of which can be read alone; none when it is empty. */
  serialize(): readonly string[] {
    const sorted = this.#sorted();
    if (sorted.length === 0) return [];
    const whole = this.#content(sorted);
    return whole.length <= PART_LENGTH ? [whole] : parts(sorted).map((some) => this.#content(some));
  }

  #append([words, entries]: Content): void {
    const translated = words.map((word) => this.#word(word));
    for (const [suffix, flag, value, type, time] of entries) {
      const entry: Entry =
        value === undefined
          ? [suffix, flag]
          : [suffix, flag, value, translated[type ?? -1] ?? 0, translated[time ?? -1] ?? 0];
      this.#entries.set(suffix, entry);
    }
  }

  #set(entry: Entry): void {
    if (!this.#entries.has(entry[0])) this.#unsorted = true;
    this.#entries.set(entry[0], entry);
    this.#changed = true;
  }

  #sorted(): readonly Entry[] {
    const all = [...this.#entries.values()];
    return this.#unsorted ? all.sort(([a], [b]) => comparePaths(this.name + a, this.name + b)) : all;
  }

  #parameter([suffix, flag, value, type, time]: Entry): ReportedParameter {
    const path = this.name + suffix;
    const known = flag === null ? { path } : { path, writable: flag === 1 };
    if (value === undefined) return known;
    return {
      ...known,
      value,
      type: this.#words[type ?? -1] as ValueType,
      readAt: this.#words[time ?? -1] as Timestamp,
    };
  }

  /** Only the words that are still in use. */
  #content(entries: readonly Entry[]): string {
    const words: string[] = [];
    const placeOf = new Map<number | undefined, number>();
    const place = (at: number | undefined): number => {
      const known = placeOf.get(at);
      if (known !== undefined) return known;
      placeOf.set(at, words.push(this.#words[at ?? -1] ?? '') - 1);
      return words.length - 1;
    };
    const packed = entries.map(
      ([suffix, flag, value, type, time]): Entry =>
        value === undefined ? [suffix, flag] : [suffix, flag, value, place(type), place(time)],
    );
    return JSON.stringify([words, packed] satisfies Content);
  }

  #word(word: string): number {
    const known = this.#wordAt.get(word);
    if (known !== undefined) return known;
    this.#wordAt.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }
}

/** Runs of entries that fit into a part; a longer one has a part for itself. */
function parts(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const runs: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const length = JSON.stringify(entry).length;
    if (length > room) {
      runs.push([]);
      room = PART_LENGTH;
    }
    runs.at(-1)?.push(entry);
    room -= length;
  }
  return runs;
}
