import type { Clock, RolloutId, RolloutStore } from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { Sink } from './event-streams.ts';
import type { ReadRolloutProgress } from './read-progress.ts';
import { showProgress } from './show-progress.ts';
import { showRollout } from './show-rollout.ts';

const LOOK_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 3_000;

/** What there is to tell, as JSON: told again when it is another text. */
interface Snapshot {
  readonly rollout: string;
  readonly progress: string;
}

/** One rollout that is looked at, for all who follow it. */
interface Watched {
  latest: Snapshot;
  readonly wakers: Set<() => void>;
  readers: number;
  cancel: () => void;
}

export type OpenedStream =
  | { readonly status: 'open'; readonly pour: (sink: Sink) => Promise<void> }
  | { readonly status: 'unknownRollout' }
  | { readonly status: 'tooMany' };

/**
 * The streams of rollouts that are open, as server-sent events. However many follow a rollout, it is looked at once a second;
 * who reads slowly gets the newest, and costs no memory.
 */
export class RolloutStreams {
  readonly #rollouts: RolloutStore;
  readonly #progress: ReadRolloutProgress;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maxStreams: number;
  readonly #closing = new AbortController();
  readonly #watched = new Map<RolloutId, Watched>();
  #open = 0;

  constructor(rollouts: RolloutStore, progress: ReadRolloutProgress, clock: Clock, logger: Logger, maxStreams: number) {
    this.#rollouts = rollouts;
    this.#progress = progress;
    this.#clock = clock;
    this.#logger = logger;
    this.#maxStreams = maxStreams;
  }

  /** What it resolves with has to be poured. */
  async open(id: RolloutId): Promise<OpenedStream> {
    if (this.#closing.signal.aborted || this.#open >= this.#maxStreams) return { status: 'tooMany' };
    this.#open++;
    try {
      const latest = await this.#look(id);
      if (latest !== undefined) return { status: 'open', pour: (sink) => this.#follow(id, latest, sink) };
    } catch (error) {
      this.#open--;
      throw error;
    }
    this.#open--;
    return { status: 'unknownRollout' };
  }

  /** Ends all streams; their readers come back by themselves, elsewhere. */
  close(): void {
    this.#closing.abort();
    for (const { cancel } of this.#watched.values()) cancel();
  }

  async #follow(id: RolloutId, latest: Snapshot, sink: Sink): Promise<void> {
    const watched = this.#watched.get(id) ?? this.#watch(id, latest);
    tell(watched, latest);
    watched.readers++;
    try {
      await this.#pour(watched, sink);
    } finally {
      this.#open--;
      if (--watched.readers === 0) {
        watched.cancel();
        this.#watched.delete(id);
      }
    }
  }

  async #pour(watched: Watched, sink: Sink): Promise<void> {
    const isOver = () => sink.gone.aborted || this.#closing.signal.aborted;
    let told: Snapshot = { rollout: '', progress: '' };
    sink.write(`retry: ${RETRY_MS}\n\n`);
    while (!isOver()) {
      const { latest } = watched;
      const news = framesOf(told, latest);
      told = latest;
      if (!sink.write(news === '' ? ': still here\n\n' : news)) await sink.drained();
      if (told === watched.latest && !isOver()) await this.#news(watched, sink);
    }
  }

  /** Until something changes, or it is time to say that the stream is still there. */
  #news({ wakers }: Watched, sink: Sink): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ends = [sink.gone, this.#closing.signal];
    const wake = () => resolve();
    const cancel = this.#clock.after(HEARTBEAT_MS, wake);
    wakers.add(wake);
    for (const end of ends) end.addEventListener('abort', wake);
    return promise.finally(() => {
      cancel();
      wakers.delete(wake);
      for (const end of ends) end.removeEventListener('abort', wake);
    });
  }

  #watch(id: RolloutId, latest: Snapshot): Watched {
    const watched: Watched = { latest, wakers: new Set(), readers: 0, cancel: () => undefined };
    this.#watched.set(id, watched);
    const again = () => {
      if (this.#closing.signal.aborted || this.#watched.get(id) !== watched) return;
      watched.cancel = this.#clock.after(LOOK_MS, () => void this.#lookAgain(id, watched).finally(again));
    };
    again();
    return watched;
  }

  async #lookAgain(id: RolloutId, watched: Watched): Promise<void> {
    try {
      const latest = await this.#look(id);
      if (latest !== undefined) tell(watched, latest);
    } catch (err) {
      this.#logger.warn({ err, rollout: id }, 'a rollout could not be looked at for those who follow it');
    }
  }

  async #look(id: RolloutId): Promise<Snapshot | undefined> {
    const rollout = await this.#rollouts.get(id);
    if (rollout === undefined) return undefined;
    const progress = showProgress(await this.#progress.execute(rollout));
    return { rollout: JSON.stringify(showRollout(rollout)), progress: JSON.stringify(progress) };
  }
}

function tell(watched: Watched, latest: Snapshot): void {
  if (framesOf(watched.latest, latest) === '') return;
  watched.latest = latest;
  for (const wake of watched.wakers) wake();
}

/** JSON has no line breaks, so that one data line carries it. */
function framesOf(told: Snapshot, latest: Snapshot): string {
  const frame = (event: string, data: string) => `event: ${event}\ndata: ${data}\n\n`;
  const rollout = told.rollout === latest.rollout ? '' : frame('rollout', latest.rollout);
  const progress =
    withoutTime(told.progress) === withoutTime(latest.progress) ? '' : frame('progress', latest.progress);
  return rollout + progress;
}

/** That time passed is no news. */
function withoutTime(json: string): string {
  return json.replace(/"at":"[^"]*"/, '');
}
