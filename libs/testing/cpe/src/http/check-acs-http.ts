import { type HttpHeaders, headerValues } from '../soap/read-acs-reply.ts';
import { type Violation, type ViolationRule, violation } from '../soap/violation.ts';

/** Some clients cut header lines at a kilobyte. */
const MAX_HEADER_LINE = 1_000;

/** Holds the HTTP side of an answer against TR-069 §3.4 and against what clients in the field can read. */
export function checkAcsHttp(status: number, headers: HttpHeaders, bodyLength: number): readonly Violation[] {
  const first = (name: string): string | undefined => headerValues(headers, name)[0];
  const found: Violation[] = [];
  const demand = (met: boolean, rule: ViolationRule, message: string): void => {
    if (!met) found.push(violation(rule, message));
  };
  demand(first('transfer-encoding') === undefined, 'content-length', 'The answer is chunked');
  for (const [name, value] of headers)
    demand(name.length + value.length + 2 <= MAX_HEADER_LINE, 'header-line-length', `${name} is too long`);
  if (status === 204) {
    demand(bodyLength === 0, 'empty-response', '204 with a body');
    demand(first('content-type') === undefined, 'empty-response', '204 with a Content-Type');
  } else demand(first('content-length') !== undefined, 'content-length', 'The answer has no Content-Length');
  if (status === 200 && bodyLength > 0)
    demand(/^text\/xml\b/i.test(first('content-type') ?? ''), 'content-type', `Content-Type ${first('content-type')}`);
  if (status === 401)
    demand(!/\bclose\b/i.test(first('connection') ?? ''), 'keep-alive', 'The connection is closed with the challenge');
  return found;
}
