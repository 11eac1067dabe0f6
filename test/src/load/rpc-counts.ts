/** How many RPCs there were, by method. */
export type RpcCounts = Readonly<Record<string, number>>;

export class RpcTally {
  readonly #counts = new Map<string, number>();

  add(method: string): void {
    this.#counts.set(method, (this.#counts.get(method) ?? 0) + 1);
  }

  /** Divided among so many. */
  per(devices: number): RpcCounts {
    return Object.fromEntries([...this.#counts].map(([method, count]) => [method, count / devices]));
  }
}

export function rpcsInAll(counts: RpcCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `7.0: 3.0 GetParameterValues, …`: the commonest first. */
export function rpcText(counts: RpcCounts): string {
  const each = Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([method, count]) => `${count.toFixed(1)} ${method}`);
  return `${rpcsInAll(counts).toFixed(1)}${each.length === 0 ? '' : `: ${each.join(', ')}`}`;
}
