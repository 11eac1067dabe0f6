import { type Command, type CommandOutcome, faultWithout, secretsIn, textWithout } from '#libs/domain';

/** An outcome without the secrets of its own command: some CPEs repeat a refused value in the text of the fault. */
export function hideSecrets(outcome: CommandOutcome, spec: Command['spec']): CommandOutcome {
  if (outcome.status === 'completed') return outcome;
  const secrets = secretsIn(spec);
  if (secrets.length === 0) return outcome;
  const { fault } = outcome;
  return {
    ...outcome,
    detail: textWithout(outcome.detail, secrets),
    ...(fault && { fault: faultWithout(fault, secrets) }),
  };
}
