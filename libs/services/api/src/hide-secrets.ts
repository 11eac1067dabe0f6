import { isSecretPath } from '#libs/domain';

const hiddenMembers: ReadonlySet<string> = new Set(['value', 'previous']);

/**
 * A copy of JSON data without secrets: the value of everything that is named like a secret, and every password, is empty
 * and has `hidden: true` beside it. Member names are data of strangers and are never looked up.
 */
export function hideSecrets(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(hideSecrets);
  if (data === null || typeof data !== 'object') return data;
  const members = Object.entries(data);
  const name = members.find(([key]) => key === 'name')?.[1];
  const secret = typeof name === 'string' && isSecretPath(name);
  let hidden = false;
  const shown = members.map(([key, member]) => {
    if (typeof member === 'string' && member !== '' && (key === 'password' || (secret && hiddenMembers.has(key)))) {
      hidden = true;
      return [key, ''] as const;
    }
    return [key, hideSecrets(member)] as const;
  });
  return Object.fromEntries(hidden ? [...shown, ['hidden', true] as const] : shown);
}
