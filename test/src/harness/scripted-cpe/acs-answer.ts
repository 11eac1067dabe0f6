import type { IncomingHttpHeaders } from 'node:http';
import { type AcsMessage, readAcsMessage } from './acs-message.ts';

/** One HTTP answer of the ACS. */
export interface AcsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The message in the body. Throws when there is none. */
  readonly message: AcsMessage;
  /** What the ACS asks for; undefined when the session is over (204 without a body). Throws for any other status. */
  readonly rpc: AcsMessage | undefined;
}

export function acsAnswer(status: number, headers: IncomingHttpHeaders, body: string): AcsAnswer {
  return {
    status,
    headers,
    body,
    get message() {
      return readAcsMessage(body);
    },
    get rpc() {
      if (status === 204 && body === '') return undefined;
      if (status !== 200) throw new Error(`HTTP ${status} ${body}`);
      return readAcsMessage(body);
    },
  };
}
