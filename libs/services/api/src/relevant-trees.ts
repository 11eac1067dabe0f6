import type { DeviceId, ReportedParameter, ReportedStore, ReportedTree } from '#libs/domain';
import { AskedTree, WHOLE } from './asked-tree.ts';

/** More than any CPE was seen to have. */
const MAX_PARAMETERS = 100_000;
const MAX_KINDS = 1_000;
/** To read as many parts one by one costs as much as to read the whole. */
const MAX_PARTS = 12;

/**
 * Reads of each device's tree only the parts that devices of its kind were asked about. That is never wrong: what was asked
 * about a part that had not been read is asked again with all of it.
 */
export class RelevantTrees {
  readonly #reported: ReportedStore;
  readonly #parts = new Map<string, ReadonlySet<string>>();

  constructor(reported: ReportedStore) {
    this.#reported = reported;
  }

  /** `kind`: devices of one are likely to be asked the same. `ask` is called once or twice. */
  async ask<T>(deviceId: DeviceId, kind: string, ask: (tree: ReportedTree) => T): Promise<T> {
    const parts = this.#parts.get(kind);
    if (parts !== undefined && !parts.has(WHOLE) && parts.size <= MAX_PARTS) {
      const tree = new AskedTree(await this.#read(deviceId, parts));
      const answer = ask(tree);
      if ([...tree.asked].every((part) => parts.has(part))) return answer;
    }
    const tree = new AskedTree(await this.#read(deviceId, [WHOLE]));
    const answer = ask(tree);
    // Another may have learnt of more meanwhile.
    const known = this.#parts.get(kind) ?? new Set<string>();
    if (this.#parts.size < MAX_KINDS || known.size > 0) this.#parts.set(kind, new Set([...known, ...tree.asked]));
    return answer;
  }

  async #read(deviceId: DeviceId, parts: Iterable<string>): Promise<readonly ReportedParameter[]> {
    const read = Array.from(parts, (path) => this.#reported.read(deviceId, { path, limit: MAX_PARAMETERS }));
    return (await Promise.all(read)).flat();
  }
}
