import { isSessionId } from '#libs/domain';

const NAME = 'muster';

/** Session ids in a Cookie header, last first: CPEs were seen to send stale ones along, and to echo attributes. */
export function sessionIdsIn(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  const ids: string[] = [];
  for (const part of header.split(/[;,]/, 20)) {
    const equals = part.indexOf('=');
    if (equals < 0 || part.slice(0, equals).trim() !== NAME) continue;
    const id = part
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1');
    if (isSessionId(id)) ids.unshift(id);
  }
  return ids;
}

/** The Set-Cookie of a session: short, without expiry or domain, for any path; over TLS, for TLS alone. */
export function sessionCookie(sessionId: string, secure: boolean): string {
  return `${NAME}=${sessionId}; Path=/; HttpOnly${secure ? '; Secure' : ''}`;
}
