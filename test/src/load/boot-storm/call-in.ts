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
}

/** TR-069 §3.7.1.3 leaves it open how long a CPE waits for an answer; 30 s are usual. */
const PATIENCE_MS = 30_000;

/** A session of a CPE with nothing to say but its Inform, on one connection: Inform, empty POST, 204. */
export function callIn({ port, inform }: CallOrder): Promise<Call> {
  return new Promise((resolve) => {
    const beganMs = performance.now();
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let received = '';
    let informMs: number | undefined;
    const end = (result: CallResult) => {
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      resolve({ beganMs, endedMs: performance.now(), ...result });
    };
    const onAnswer = (answer: Answer) => {
      if (informMs !== undefined) {
        end(answer.status === 204 ? { outcome: 'served', informMs } : wrong(answer, true));
        return;
      }
      if (answer.status === 503) end({ outcome: 'refused', retryAfterS: answer.retryAfterS });
      else if (answer.status !== 200 || answer.cookie === undefined) end(wrong(answer, false));
      else {
        informMs = performance.now() - beganMs;
        socket.write(emptyPost(answer.cookie, port, 'keepAlive'));
      }
    };
    socket.setEncoding('latin1');
    socket.setTimeout(PATIENCE_MS, () => end({ outcome: 'failed' }));
    socket.on('error', () => end({ outcome: 'failed' }));
    socket.on('close', () => end({ outcome: 'failed' }));
    socket.on('data', (text) => {
      received += text;
      const answer = readAnswer(received);
      if (answer === undefined) return;
      received = '';
      onAnswer(answer);
    });
    socket.write(informPost(inform, port, 'keepAlive'));
  });
}

type CallResult = DistributiveOmit<Call, 'beganMs' | 'endedMs'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function wrong({ status }: Answer, inSession: boolean): CallResult {
  return { outcome: 'wrong', status, inSession };
}
