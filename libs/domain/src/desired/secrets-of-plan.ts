import type { Plan } from './plan.ts';

/** Names of the secrets that a plan's values are filled with. */
export function secretsOfPlan({ steps }: Plan): readonly string[] {
  const names = new Set<string>();
  for (const step of steps) {
    if (step.do !== 'set') continue;
    for (const { value } of step.values) {
      if (value.kind !== 'secret') continue;
      for (const part of value.parts) if (typeof part !== 'string') names.add(part.secret);
    }
  }
  return [...names];
}
