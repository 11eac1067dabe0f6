import type { Socket } from 'node:net';
import { LatencyHistogram, makeCpes } from '#libs/testing/cpe';
import { periodicInform } from '../periodic-inform.ts';
import { informPost, loggedIn } from '../post-bytes.ts';
import { readAnswer } from '../read-answer.ts';
import type { AttackOrder } from './attack-order.ts';
import { DigestAnswers } from './digest-answers.ts';
import { PARAMETERS } from './plan.ts';

/** Whose passwords are guessed. */
const DEVICES = 256;
const PATIENCE_MS = 20_000;

/**
 * Guesses passwords of devices that there are, each time with a nonce that holds: nobody can tell that it is wrong before
 * all of it was looked at.
 */
export class WrongLogins {
  readonly #posts: readonly Buffer[];
  readonly #answers: DigestAnswers;
  #isAsked = false;
  #took = new LatencyHistogram();
  readonly counts = { wrong: 0, asked: 0, turnedAway: 0, unanswered: 0 };

  constructor({ port, username }: AttackOrder) {
    const cpes = makeCpes({ count: DEVICES, model: 'tr181', parameters: PARAMETERS });
    this.#posts = cpes.map((cpe) => informPost(periodicInform(cpe), port, 'keepAlive'));
    this.#answers = new DigestAnswers({ username, password: 'guessed' }, { algorithm: 'MD5', asked: false });
  }

  /** How long answers took since it was asked last. */
  takeLatency(): { readonly p50Ms: number; readonly p99Ms: number } {
    const took = this.#took;
    this.#took = new LatencyHistogram();
    return { p50Ms: took.percentile(0.5), p99Ms: took.percentile(0.99) };
  }

  send(connect: (onOpen: (socket: Socket) => void, onClose: () => void) => void): void {
    const post = this.#posts[this.counts.wrong++ % this.#posts.length] ?? Buffer.alloc(0);
    const beganMs = performance.now();
    let received = '';
    let isAnswered = false;
    const onOpen = (socket: Socket) => {
      socket.write(this.#isAsked ? loggedIn(post, this.#answers.next()) : post);
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString('latin1');
        const answer = readAnswer(received);
        if (answer === undefined) return;
        isAnswered = true;
        this.#took.add(performance.now() - beganMs);
        this.#hear(answer.nonce);
        socket.destroy();
      });
    };
    connect(onOpen, () => {
      if (!isAnswered) this.counts.unanswered++;
    });
  }

  #hear(nonce: string | undefined): void {
    if (nonce === undefined) {
      this.counts.turnedAway++;
      return;
    }
    this.counts.asked++;
    this.#isAsked = true;
    this.#answers.take(nonce);
  }
}
