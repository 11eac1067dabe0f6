import type { Command as ShownCommand } from '#libs/api-contract';
import { type Command, type CommandSpec, isSecretPath, type PlanStep } from '#libs/domain';
import { shownValue } from './hidden-value.ts';
import { hideSecrets } from './hide-secrets.ts';

/** A command as operators see it: without the notes of its program and without secrets. */
export function showCommand(command: Command): ShownCommand {
  const { revision: _, progress: __, unreadable: ___, spec, ...rest } = command;
  // Hiding secrets keeps the shape.
  return hideSecrets({ ...rest, spec: showSpec(spec) }) as ShownCommand;
}

function showSpec(spec: CommandSpec): CommandSpec {
  if (spec.kind !== 'reconcile') return spec;
  return { ...spec, plan: { ...spec.plan, steps: spec.plan.steps.map(showStep) } };
}

/** What is declared openly for a secret parameter; other secrets are no part of a plan. */
function showStep(step: PlanStep): PlanStep {
  if (step.do !== 'set') return step;
  const values = step.values.map((one) =>
    isSecretPath(one.path) ? { ...one, value: { kind: 'plain', text: shownValue(one.path, one.value) } as const } : one,
  );
  return { ...step, values };
}
