import { type Command, type CommandOutcome, isSecretPath } from '#libs/domain';

/** Shorter texts are no secrets worth hiding, and would blank half of a sentence. */
const MIN_LENGTH = 4;
const HIDDEN = '•••';

/** An outcome without the secrets of its own command: some CPEs repeat a refused value in the text of the fault. */
export function hideSecrets(outcome: CommandOutcome, spec: Command['spec']): CommandOutcome {
  const secrets = [...secretsIn(spec)].filter((text) => text.length >= MIN_LENGTH);
  if (secrets.length === 0 || outcome.status === 'completed') return outcome;
  const hide = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
  const { fault } = outcome;
  if (fault === undefined) return { ...outcome, detail: hide(outcome.detail) };
  const parameterFaults = fault.parameterFaults.map((one) => ({ ...one, faultString: hide(one.faultString) }));
  return {
    ...outcome,
    detail: hide(outcome.detail),
    fault: { ...fault, faultString: hide(fault.faultString), parameterFaults },
  };
}

/** Passwords of transfers and values of secret parameters, wherever they stand in the command. */
function* secretsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if ('name' in value && 'value' in value && isSecretPath(String(value.name))) yield String(value.value);
  for (const [key, member] of Object.entries(value)) {
    if (typeof member === 'string') {
      if (isSecretPath(key)) yield member;
    } else yield* secretsIn(member);
  }
}
