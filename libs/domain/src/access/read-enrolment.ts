import type { Proof } from './device-access.ts';
import { ENROLMENT_VERDICTS, type EnrolmentRule } from './enrolment.ts';
import { readNetwork } from './network.ts';

/**
 * `accept declared`, `refuse oui=00D09E|001122`, `quarantine network=10.0.0.0/8|2001:db8::/32 proof=shared`: a verdict
 * and conditions. Undefined for anything else.
 */
export function readEnrolmentRule(text: string): EnrolmentRule | undefined {
  const [first, ...words] = text.trim().split(/\s+/);
  const verdict = ENROLMENT_VERDICTS.find((known) => known === first);
  if (verdict === undefined) return undefined;
  const conditions = words.map(readCondition);
  if (conditions.includes(undefined)) return undefined;
  const names = conditions.flatMap((condition) => Object.keys(condition ?? {}));
  if (new Set(names).size !== names.length) return undefined;
  return Object.assign({ verdict }, ...conditions);
}

function readCondition(word: string): Omit<EnrolmentRule, 'verdict'> | undefined {
  if (word === 'declared') return { declared: true };
  const [, name = '', list = ''] = /^(oui|network|proof)=(.+)$/.exec(word) ?? [];
  const values = list.split('|');
  switch (name) {
    case 'oui':
      return values.every((oui) => /^[\da-f]{6}$/i.test(oui))
        ? { ouis: values.map((oui) => oui.toUpperCase()) }
        : undefined;
    case 'network':
      return allOf(values.map(readNetwork), (networks) => ({ networks }));
    case 'proof':
      return allOf(values.map(readProof), (proofs) => ({ proofs }));
    default:
      return undefined;
  }
}

function allOf<T, R>(values: readonly (T | undefined)[], make: (values: readonly T[]) => R): R | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? make(known) : undefined;
}

/** `next` is of a device that is known. */
function readProof(word: string): Proof | undefined {
  return (['none', 'shared', 'certificate'] as const).find((proof) => proof === word);
}
