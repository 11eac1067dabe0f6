import { type DesiredValue, isSecretPath } from '#libs/domain';

/** Stands for every secret. */
export const HIDDEN = '•••';

/** A value as operators see it: of one with a secret in it, or for a secret parameter, nothing. */
export function shownValue(path: string, value: DesiredValue, isHidden = isSecretPath(path)): string {
  if (isHidden || value.kind === 'secret') return HIDDEN;
  return value.kind === 'plain' ? value.text : value.row;
}

/** The same of a text. */
export function shownText(path: string, text: string | undefined): string | undefined {
  return text === undefined || text === '' || !isSecretPath(path) ? text : HIDDEN;
}
