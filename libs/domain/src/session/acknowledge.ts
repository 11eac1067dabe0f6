import type { AcsResponse, CpeRequest } from '#libs/cwmp';
import type { Events, EventType } from '../events/events.ts';

/** What is kept of a request of the CPE before it is acknowledged, and the acknowledgement. */
export interface Acknowledgement {
  readonly event?: EventDraft;
  readonly response: AcsResponse;
}

/** An event without the members that the session gives it. */
export type EventDraft = { [T in EventType]: { readonly type: T; readonly data: Events[T] } }[EventType];

export interface AcknowledgePolicy {
  /** URLs a Kicked may be sent on to; the first is the answer for any other (TR-069 A.4.2.1, and no open redirect). */
  readonly kickedUrls: readonly string[];
}

/** The methods a CPE may call, as GetRPCMethods lists them. */
export const ACS_METHODS = [
  'Inform',
  'GetRPCMethods',
  'TransferComplete',
  'AutonomousTransferComplete',
  'DUStateChangeComplete',
  'AutonomousDUStateChangeComplete',
  'RequestDownload',
  'Kicked',
] as const satisfies readonly CpeRequest['method'][];

/** Every request of a CPE but Inform. */
export type InSessionRequest = Exclude<CpeRequest, { method: 'Inform' }>;

export function acknowledge(request: InSessionRequest, sessionId: string, policy: AcknowledgePolicy): Acknowledgement {
  switch (request.method) {
    case 'GetRPCMethods':
      return { response: { method: 'GetRPCMethodsResponse', methodList: ACS_METHODS } };
    case 'TransferComplete': {
      const { commandKey, faultStruct: fault, startTime, completeTime } = request;
      return {
        event: { type: 'transfer.completed', data: { sessionId, commandKey, fault, startTime, completeTime } },
        response: { method: 'TransferCompleteResponse' },
      };
    }
    case 'AutonomousTransferComplete': {
      const { method, faultStruct: fault, startTime, completeTime, ...autonomous } = request;
      return {
        event: { type: 'transfer.completed', data: { sessionId, fault, startTime, completeTime, autonomous } },
        response: { method: `${method}Response` },
      };
    }
    case 'DUStateChangeComplete':
      return {
        event: {
          type: 'du.changed',
          data: { sessionId, commandKey: request.commandKey, results: request.results },
        },
        response: { method: 'DUStateChangeCompleteResponse' },
      };
    case 'AutonomousDUStateChangeComplete':
      return {
        event: { type: 'du.changed', data: { sessionId, results: request.results } },
        response: { method: 'AutonomousDUStateChangeCompleteResponse' },
      };
    case 'RequestDownload':
      return {
        event: {
          type: 'download.requested',
          data: { sessionId, fileType: request.fileType, args: request.fileTypeArg },
        },
        response: { method: 'RequestDownloadResponse' },
      };
    case 'Kicked': {
      const { command, referer, arg } = request;
      return {
        event: { type: 'device.kicked', data: { sessionId, command, referer, arg } },
        response: { method: 'KickedResponse', nextUrl: nextUrl(request.next, policy.kickedUrls) },
      };
    }
  }
}

function nextUrl(asked: string, allowed: readonly string[]): string {
  return allowed.find((url) => asked === url || asked.startsWith(url.endsWith('/') ? url : `${url}/`))
    ? asked
    : (allowed[0] ?? '');
}
