/**
 * As long as there are no users and tokens, whoever reaches this API may do everything. So it is for this machine alone:
 * the listener must be on loopback, and a request must not come from a web page of elsewhere.
 */

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Why the API must not listen on this address; undefined when it may. */
export function whyNotListen(host: string): string | undefined {
  if (loopback.test(host)) return undefined;
  return `MUSTER_HTTP_HOST is ${host}, but the API has no users and tokens yet and would be open to everybody who can reach that address. Set it to 127.0.0.1, or leave it out, and reach the API through a tunnel (ssh -L) or a proxy that authenticates.`;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whether a request may be of somebody on this machine. A name other than loopback in Host is DNS rebinding: a page of
 * elsewhere whose name was pointed here. Another Origin is a page that sends its visitor's browser (forged requests).
 */
export function isLocalRequest(headers: Headers): boolean {
  const { host, origin } = headers;
  if (typeof host !== 'string' || !loopback.test(host.replace(/:\d*$/, ''))) return false;
  if (headers['sec-fetch-site'] === 'cross-site') return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
