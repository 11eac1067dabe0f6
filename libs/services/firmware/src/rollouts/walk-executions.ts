import type { Clock, Execution, ExecutionQuery, ExecutionStore } from '#libs/domain';

const PAGE = 500;
const PAGES_AT_ONCE = 10;
const VISITS_AT_ONCE = 16;

interface Walk {
  readonly cursor?: string;
  /** When it begins anew. */
  readonly dueMs: number;
}

/**
 * Goes through the executions of rollouts, some pages with each call, so that nobody else has to wait for a large one. Where it
 * was is not kept: what is done on the way does no harm when it is done again.
 */
export class WalkExecutions {
  private readonly walks = new Map<string, Walk>();

  constructor(
    private readonly executions: ExecutionStore,
    private readonly clock: Clock,
  ) {}

  /** Goes on with the walk of that name; one that came to its end begins anew after `everyMs`. True: there is more to do now. */
  async walk(
    name: string,
    query: Omit<ExecutionQuery, 'limit' | 'cursor'>,
    everyMs: number,
    visit: (execution: Execution) => Promise<unknown>,
  ): Promise<boolean> {
    const { cursor: begin, dueMs } = this.walks.get(name) ?? { dueMs: Number.NEGATIVE_INFINITY };
    const nowMs = this.clock.now();
    // A clock that was put back must not keep it waiting.
    if (nowMs < dueMs && dueMs - nowMs <= everyMs) return false;
    let cursor = begin;
    for (let page = 0; page < PAGES_AT_ONCE; page++) {
      const { executions, next } = await this.executions.list({ ...query, limit: PAGE, ...(cursor && { cursor }) });
      await someAtOnce(executions, visit);
      cursor = next;
      if (cursor === undefined) break;
      this.walks.set(name, { cursor, dueMs: nowMs });
    }
    if (cursor !== undefined) return true;
    this.walks.set(name, { dueMs: this.clock.now() + everyMs });
    return false;
  }

  /** Walks whose names begin so are over for good. */
  forget(prefix: string): void {
    for (const name of this.walks.keys()) if (name.startsWith(prefix)) this.walks.delete(name);
  }
}

async function someAtOnce<T>(items: readonly T[], visit: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const visitor = async () => {
    for (const item of left) await visit(item);
  };
  await Promise.all(Array.from({ length: VISITS_AT_ONCE }, visitor));
}
