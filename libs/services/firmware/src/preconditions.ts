import type { IncomingHttpHeaders } from 'node:http';

/** What tells one content of a resource from another. */
export interface Validators {
  /** With its quotes. */
  readonly etag: string;
  /** As an HTTP date. */
  readonly lastModified: string;
}

/** What the preconditions of a request come to, in the order of RFC 9110 §13.2.2. */
export function checkPreconditions(headers: IncomingHttpHeaders, of: Validators): 'go' | 'notModified' | 'failed' {
  const { 'if-match': match, 'if-unmodified-since': unmodified, 'if-none-match': none } = headers;
  if (match !== undefined) {
    if (!lists(match, of.etag, false)) return 'failed';
  } else if (unmodified !== undefined && Date.parse(unmodified) < Date.parse(of.lastModified)) {
    return 'failed';
  }
  if (none !== undefined) return lists(none, of.etag, true) ? 'notModified' : 'go';
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(since) >= Date.parse(of.lastModified) ? 'notModified' : 'go';
}

/** Whether a Range holds: what the client has a part of must be this very content (RFC 9110 §13.1.5). */
export function rangeHolds(ifRange: string | undefined, { etag, lastModified }: Validators): boolean {
  const given = ifRange?.trim();
  return given === undefined || given === etag || given === lastModified;
}

function lists(header: string, etag: string, weakly: boolean): boolean {
  if (header.trim() === '*') return true;
  return header
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === etag || (weakly && one === `W/${etag}`));
}
