import type { DigestAnswer } from '#libs/cwmp';
import type { Leniency } from './leniency.ts';

export type DigestProblem = 'realm' | 'uri' | 'qop';

/**
 * What is wrong with an answer before anything is computed; undefined if nothing is. `target` is the request-target as it
 * came: a proxy may not have changed it (RFC 7616 §3.4.6).
 */
export function digestProblem(
  answer: DigestAnswer,
  { target, realm }: { readonly target: string; readonly realm: string },
  allowed: ReadonlySet<Leniency>,
): DigestProblem | undefined {
  if (answer.realm !== realm) return 'realm';
  if (!isSameTarget(answer.uri, target) && !(allowed.has('short-uri') && isShortOf(answer.uri, target))) return 'uri';
  if (answer.qop === undefined && !allowed.has('no-qop')) return 'qop';
  return undefined;
}

/** Either may be the whole URL (RFC 9112 §3.2.2). */
function isSameTarget(uri: string, target: string): boolean {
  return uri === target || withoutOrigin(uri) === withoutOrigin(target);
}

function isShortOf(uri: string, target: string): boolean {
  return uri === '' || uri === '/' || withoutOrigin(uri) === withoutOrigin(target).split('?', 1)[0];
}

function withoutOrigin(uri: string): string {
  const path = /^https?:\/\/[^/?#]*(.*)$/i.exec(uri)?.[1];
  if (path === undefined) return uri;
  return path.startsWith('/') ? path : `/${path}`;
}
