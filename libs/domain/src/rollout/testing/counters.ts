import type { Account, Execution } from '../execution.ts';
import { type BucketCounter, countChange, newCounter } from '../permits.ts';
import { anExecution, ROLLOUT } from './executions.ts';

const STATES = { none: 'scheduled', inFlight: 'transferring', completed: 'succeeded', failed: 'failed' } as const;

/** An execution by how it counts. */
export function counted(account: Account, overrides: Partial<Execution> = {}): Execution {
  return anExecution({ account, state: STATES[account], ...overrides });
}

/** A counter in which executions were counted, whatever the cap. */
export function counterOf(executions: readonly Execution[], overrides: Partial<BucketCounter> = {}): BucketCounter {
  const start = newCounter(ROLLOUT, 1, 0, Number.MAX_SAFE_INTEGER);
  const counter = executions.reduce((so, execution) => countChange(so, undefined, execution) ?? so, start);
  return { ...counter, cap: 10, ...overrides };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
