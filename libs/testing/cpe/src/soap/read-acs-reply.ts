import type { AcsRequest, AcsResponse } from '#libs/cwmp';
import { readArguments } from './read-arguments.ts';
import { ACS_REQUESTS, ACS_RESPONSES } from './rpc-schema.ts';
import { childNamed, parseXml, type XmlNode } from './xml-node.ts';

/** What the Header of an ACS envelope said. */
export interface AcsHeaders {
  /** cwmp:ID verbatim. */
  readonly id?: string;
  readonly holdRequests: boolean;
  /** cwmp:UseCWMPVersion (CWMP 1.4). */
  readonly useVersion?: string;
}

/** What the ACS answered to one POST. */
export type AcsReply =
  /** Nothing more to say: 204, or 200 without a body. */
  | { readonly kind: 'empty' }
  | ({ readonly kind: 'request'; readonly request: AcsRequest } & AcsHeaders)
  | ({ readonly kind: 'response'; readonly response: AcsResponse } & AcsHeaders)
  /** A SOAP fault; `faultCode` is 0 when it has no CWMP detail. */
  | ({ readonly kind: 'fault'; readonly faultCode: number; readonly faultString: string } & AcsHeaders)
  | { readonly kind: 'challenge'; readonly challenges: readonly string[] }
  | { readonly kind: 'redirect'; readonly location: string }
  /** Any other HTTP status. */
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterS?: number }
  | { readonly kind: 'malformed'; readonly why: string };

/** Response headers as they came, in order. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

export const headerValues = (headers: HttpHeaders, name: string): readonly string[] =>
  headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

/** Reads the answer to a POST as a CPE does (TR-069 §3.4.3, §3.4.6). */
export function readAcsReply(status: number, headers: HttpHeaders, body: string): AcsReply {
  if (status === 401) return { kind: 'challenge', challenges: headerValues(headers, 'www-authenticate') };
  if (status === 302 || status === 307)
    return { kind: 'redirect', location: headerValues(headers, 'location')[0] ?? '' };
  if (status === 204 || (status === 200 && body.trim() === '')) return { kind: 'empty' };
  if (status !== 200) return refusal(status, headers);
  try {
    return readEnvelope(parseXml(body));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: 'malformed', why: error.message };
  }
}

function refusal(status: number, headers: HttpHeaders): AcsReply {
  const retryAfter = Number(headerValues(headers, 'retry-after')[0] ?? Number.NaN);
  return { kind: 'refused', status, ...(Number.isFinite(retryAfter) ? { retryAfterS: retryAfter } : {}) };
}

/** Reads a parsed envelope. */
export function readEnvelope(envelope: XmlNode): AcsReply {
  const [content] = childNamed(envelope, 'Body')?.children ?? [];
  if (envelope.local !== 'Envelope' || !content) return { kind: 'malformed', why: 'There is no envelope with a body' };
  const headers = readHeaders(childNamed(envelope, 'Header'));
  if (content.local === 'Fault') return { kind: 'fault', ...readFault(content), ...headers };
  // The tables name exactly the fields of the typed messages, which makes these two assertions true.
  if (Object.hasOwn(ACS_REQUESTS, content.local)) {
    const method = content.local as AcsRequest['method'];
    const request = { method, ...readArguments(content, ACS_REQUESTS[method]) } as unknown as AcsRequest;
    return { kind: 'request', request, ...headers };
  }
  if (Object.hasOwn(ACS_RESPONSES, content.local)) {
    const method = content.local as AcsResponse['method'];
    const response = { method, ...readArguments(content, ACS_RESPONSES[method]) } as unknown as AcsResponse;
    return { kind: 'response', response, ...headers };
  }
  return { kind: 'malformed', why: `Unknown method ${content.local}` };
}

function readHeaders(header: XmlNode | undefined): AcsHeaders {
  const id = childNamed(header, 'ID')?.text;
  const useVersion = childNamed(header, 'UseCWMPVersion')?.text;
  return {
    ...(id === undefined ? {} : { id }),
    holdRequests: /^(1|true)$/.test(childNamed(header, 'HoldRequests')?.text.trim() ?? ''),
    ...(useVersion === undefined ? {} : { useVersion: useVersion.trim() }),
  };
}

function readFault(fault: XmlNode): { readonly faultCode: number; readonly faultString: string } {
  const detail = childNamed(childNamed(fault, 'detail'), 'Fault');
  return {
    faultCode: Number(childNamed(detail, 'FaultCode')?.text ?? 0),
    faultString: childNamed(detail, 'FaultString')?.text ?? childNamed(fault, 'faultstring')?.text ?? '',
  };
}
