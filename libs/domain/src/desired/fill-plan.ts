import type { Plan } from './plan.ts';
import { concrete, type PlanProgress, type Refused, refusing, settled } from './plan-progress.ts';
import { type RequestFacts, textOf } from './plan-requests.ts';

/**
 * The step to be done, without the values that can't be filled in: a secret or a row is gone since the plan was made. They
 * are told as refused, and what is sent has a value in it.
 */
export function filled(
  plan: Plan,
  progress: PlanProgress,
  facts: Pick<RequestFacts, 'secrets' | 'rowPaths'>,
): PlanProgress {
  let now = settled(plan, progress);
  for (;;) {
    const step = plan.steps[now.step];
    if (step?.do !== 'set' || now.retyping === 'asking') return now;
    const [batch = [], ...others] = now.batches ?? [];
    const refused = batch.flatMap((index): readonly (readonly [number, Refused])[] => {
      const value = step.values[index];
      const path = value && concrete(value.path, now);
      if (value === undefined || path === undefined || textOf(value.value, now, facts) !== undefined) return [];
      return [[index, { subject: path, code: 0, text: GONE[value.value.kind] }]];
    });
    if (refused.length === 0 && batch.length > 0) return now;
    const gone = new Set(refused.map(([index]) => index));
    const rest = batch.filter((index) => !gone.has(index));
    const batches = rest.length > 0 ? [rest, ...others] : others;
    now = settled(plan, refusing({ ...now, batches }, ...refused.map(([, one]) => one)));
  }
}

const GONE = {
  plain: '',
  secret: 'the secret in it is not there any more',
  rowPath: 'the row that it refers to is not there',
} as const;
