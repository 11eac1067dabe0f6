import type { Poster } from './poster.ts';

export interface SessionLineOptions {
  readonly poster: Poster;
  /** The Informs of the CPEs that have their sessions here, one after the other, over and over. */
  readonly informs: readonly Buffer[];
  readonly emptyPost: (cookie: string) => string;
  /** How long a POST took, in milliseconds. */
  readonly onPost: (ms: number) => void;
}

/** Settled sessions of some CPEs, one at a time: Inform, InformResponse, empty POST, 204. Anything else throws. */
export class SessionLine {
  readonly #options: SessionLineOptions;
  #next = 0;

  constructor(options: SessionLineOptions) {
    this.#options = options;
  }

  /** `dueAtMs`: when the CPE wanted to call; what it had to wait for its turn counts as time of its first POST. */
  run(dueAtMs: number, onDone: () => void): void {
    const { poster, informs, emptyPost, onPost } = this.#options;
    const inform = informs[this.#next++ % informs.length];
    if (inform === undefined) throw new Error('There is no CPE.');
    poster.post(inform, ({ status, cookie }) => {
      if (status !== 200 || cookie === undefined) throw new Error(`An Inform was answered with ${status}.`);
      const answeredAtMs = performance.now();
      onPost(answeredAtMs - dueAtMs);
      poster.post(emptyPost(cookie), (end) => {
        if (end.status !== 204) throw new Error(`A settled session was answered with ${end.status} instead of 204.`);
        onPost(performance.now() - answeredAtMs);
        onDone();
      });
    });
  }

  close(): void {
    this.#options.poster.close();
  }
}
