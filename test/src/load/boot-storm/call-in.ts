import { connect } from 'node:net';
import { emptyPost, informPost } from '../post-bytes.ts';
import { type Answer, readAnswer } from '../read-answer.ts';

/** What became of one attempt of a CPE to have a session; times are of `performance.now()`. */
export type Call = {
  readonly beganMs: number;
  readonly endedMs: number;
} /** `informMs`: how long the answer to the Inform took. */ & (
  | { readonly outcome: 'served'; readonly informMs: number }
  /** Its Inform was answered with 503. */
  | { readonly outcome: 'refused'; readonly retryAfterS: number | undefined }
  /** No connection, or it broke, or no answer came in time. */
  | { readonly outcome: 'failed' }
  /** Something else than what the standard allows at that point; `inSession`: after its Inform was answered. */
  | { readonly outcome: 'wrong'; readonly status: number; readonly inSession: boolean }
);

export interface CallOrder {
  readonly port: number;
  /** The Inform's XML. */
  readonly inform: string;
  /** Carries out the RPC in an envelope of the ACS and makes the answer; absent: the CPE must not be asked for anything. */
  readonly obey?: (xml: string) => string;
}

/** TR-069 §3.7.1.3 leaves it open how long a CPE waits for an answer; 30 s are usual. */
const PATIENCE_MS = 30_000;

/** A session of a CPE with nothing to say but its Inform, on one connection: Inform, empty POST, answers to RPCs, 204. */
export function callIn({ port, inform, obey }: CallOrder): Promise<Call> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let received = '';
    let informMs: number | undefined;
    let cookie = '';
    const end = (result: CallResult) => {
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      resolve({ beganMs, endedMs: performance.now(), ...result });
    };
    const onInformed = (answer: Answer) => {
      if (answer.status === 503) end({ outcome: 'refused', retryAfterS: answer.retryAfterS });
      else if (answer.status !== 200 || answer.cookie === undefined) end(wrong(answer, false));
      else {
        informMs = performance.now() - beganMs;
        cookie = answer.cookie;
        socket.write(emptyPost(cookie, port, 'keepAlive'));
      }
    };
    const onTurn = (answer: Answer, body: string, informed: number) => {
      if (answer.status === 204) end({ outcome: 'served', informMs: informed });
      else if (answer.status !== 200 || obey === undefined) end(wrong(answer, true));
      else socket.write(informPost(obey(body), port, 'keepAlive', cookie));
    };
    socket.setEncoding('latin1');
    socket.setTimeout(PATIENCE_MS, () => end({ outcome: 'failed' }));
    socket.on('error', () => end({ outcome: 'failed' }));
    socket.on('close', () => end({ outcome: 'failed' }));
    socket.on('data', (text) => {
      received += text;
      const answer = readAnswer(received);
      if (answer === undefined) return;
      const body = received.slice(received.indexOf('\r\n\r\n') + 4);
      received = '';
      if (informMs === undefined) onInformed(answer);
      else onTurn(answer, body, informMs);
    });
    socket.write(informPost(inform, port, 'keepAlive'));
  });
}

type CallResult = DistributiveOmit<Call, 'beganMs' | 'endedMs'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function wrong({ status }: Answer, inSession: boolean): CallResult {
  return { outcome: 'wrong', status, inSession };
}
