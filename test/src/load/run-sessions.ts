import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '#libs/testing/cpe';
import { cpuTimesUs, cpuTimeUs } from './cpu-time.ts';
import { type ConnectionUse, emptyPost, informPost } from './post-bytes.ts';
import { makePoster } from './poster.ts';
import { SessionLine } from './session-line.ts';

export interface RunOrder {
  /** Of the server. */
  readonly port: number;
  readonly pid: number;
  /** Other processes that have a part in it, by name. */
  readonly others?: Readonly<Record<string, number>>;
  readonly use: ConnectionUse;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
  /** Sessions that begin per second, however long they take; absent: as many as the server can do. */
  readonly ratePerS?: number;
}

export interface RunReport {
  /** In the window. */
  readonly sessions: number;
  readonly sessionsPerS: number;
  /** CPU time of the server per session, in microseconds. */
  readonly serverUs: number;
  /** The same of the other processes. */
  readonly othersUs: Readonly<Record<string, number>>;
  /** Share of one core that the server and the load generator used. */
  readonly serverShare: number;
  readonly loadShare: number;
  /** Of one POST. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** With those before and after the window. */
  readonly sessionsInAll: number;
}

/** Has CPEs call in as ordered and reports on the window. */
export async function runSessions(informs: readonly string[], order: RunOrder): Promise<RunReport> {
  const crowd = new Crowd(informs, order);
  crowd.start();
  await delay(order.warmUpMs);
  crowd.forget();
  const before = sample(order);
  await delay(order.windowMs);
  const { sessions } = crowd;
  const after = sample(order);
  const wallUs = after.wallUs - before.wallUs;
  const serverUs = after.serverUs - before.serverUs;
  await crowd.stop();
  return {
    sessions,
    sessionsPerS: sessions / (wallUs / 1e6),
    serverUs: serverUs / sessions,
    othersUs: Object.fromEntries(
      Object.entries(after.othersUs).map(([name, us]) => [name, (us - (before.othersUs[name] ?? 0)) / sessions]),
    ),
    serverShare: serverUs / wallUs,
    loadShare: (after.loadUs - before.loadUs) / wallUs,
    p50Ms: crowd.postMs.percentile(0.5),
    p99Ms: crowd.postMs.percentile(0.99),
    sessionsInAll: crowd.sessionsInAll,
  };
}

function sample({ pid, others = {} }: RunOrder) {
  const { user, system } = process.cpuUsage();
  return {
    wallUs: performance.now() * 1_000,
    serverUs: cpuTimeUs(pid),
    othersUs: cpuTimesUs(others),
    loadUs: user + system,
  };
}

/** Lines that run sessions at the same time, back to back or when they are due. */
class Crowd {
  postMs = new LatencyHistogram();
  sessions = 0;
  sessionsInAll = 0;
  readonly #lines: readonly SessionLine[];
  readonly #idle: SessionLine[];
  readonly #due: number[] = [];
  readonly #ratePerS: number | undefined;
  #pace: NodeJS.Timeout | undefined;
  #stopped: PromiseWithResolvers<void> | undefined;

  constructor(informs: readonly string[], { port, use, connections, ratePerS }: RunOrder) {
    const posts = informs.map((xml) => informPost(xml, port, use));
    this.#lines = Array.from({ length: Math.min(connections, posts.length) }, (_, line) => {
      return new SessionLine({
        poster: makePoster(port, use),
        // Each CPE has one line, so that it never has two sessions at once.
        informs: posts.filter((_post, index) => index % connections === line),
        emptyPost: (cookie) => emptyPost(cookie, port, use),
        onPost: (ms) => this.postMs.add(ms),
      });
    });
    this.#idle = [...this.#lines];
    this.#ratePerS = ratePerS;
  }

  start(): void {
    const { length } = this.#lines;
    if (this.#ratePerS === undefined) for (let line = 0; line < length; line++) this.#due.push(performance.now());
    else this.#keepPace(this.#ratePerS);
    this.#assign();
  }

  /** The warm-up is over. */
  forget(): void {
    this.postMs = new LatencyHistogram();
    this.sessions = 0;
  }

  /** Resolves when the sessions under way are over. */
  async stop(): Promise<void> {
    clearInterval(this.#pace);
    this.#due.length = 0;
    this.#stopped = Promise.withResolvers();
    if (this.#idle.length < this.#lines.length) await this.#stopped.promise;
    for (const line of this.#lines) line.close();
  }

  #keepPace(ratePerS: number): void {
    const startMs = performance.now();
    let begun = 0;
    this.#pace = setInterval(() => {
      const nowMs = performance.now();
      for (; begun < ((nowMs - startMs) / 1_000) * ratePerS; begun++)
        this.#due.push(startMs + (begun * 1_000) / ratePerS);
      this.#assign();
    }, 1);
  }

  #assign(): void {
    while (this.#due.length > 0) {
      const line = this.#idle.shift();
      if (line === undefined) return;
      const dueAtMs = this.#due.shift() ?? 0;
      line.run(dueAtMs, () => this.#done(line));
    }
  }

  #done(line: SessionLine): void {
    this.sessions++;
    this.sessionsInAll++;
    this.#idle.push(line);
    if (this.#stopped !== undefined) {
      if (this.#idle.length === this.#lines.length) this.#stopped.resolve();
      return;
    }
    if (this.#ratePerS === undefined) this.#due.push(performance.now());
    this.#assign();
  }
}
