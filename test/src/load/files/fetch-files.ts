import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '#libs/testing/cpe';
import { cpuTimesUs } from '../cpu-time.ts';
import { FileLine } from './file-line.ts';

export interface FetchOrder {
  readonly port: number;
  /** One for each client. */
  readonly paths: readonly string[];
  readonly size: number;
  /** Each client fetches the file part by part; absent: whole. */
  readonly rangeBytes?: number;
  /** All that a client fetches over one connection. */
  readonly keepAlive: boolean;
  /** Processes that have a part in it, by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** How long they go on, before it is measured and while it is; or each fetches once, and it is measured until all have. */
  readonly window: { readonly warmUpMs: number; readonly windowMs: number } | 'once';
}

export interface FetchReport {
  readonly mbPerS: number;
  readonly answers: number;
  /** CPU time by process, in seconds per GB (10⁹ bytes). */
  readonly cpuSPerGb: Readonly<Record<string, number>>;
  readonly loadShare: number;
  /** Until the first byte, and until the last, of answers that ended in the window. */
  readonly firstByteP99Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were none, or another one than was wanted. */
  readonly failed: number;
}

/** Clients that fetch as fast as they can, one file after the other, or one each. */
export async function fetchFiles(order: FetchOrder): Promise<FetchReport> {
  const crowd = new Crowd(order);
  if (order.window === 'once') {
    const before = sample(order);
    await crowd.start();
    return reportOf(crowd, before, sample(order));
  }
  const { warmUpMs, windowMs } = order.window;
  const running = crowd.start();
  await delay(warmUpMs);
  crowd.forget();
  const before = sample(order);
  await delay(windowMs);
  const report = reportOf(crowd, before, sample(order));
  crowd.stop();
  await running;
  return report;
}

type Sample = ReturnType<typeof sample>;

function reportOf({ bytes, answers, failed, firstByteMs, allMs }: Crowd, before: Sample, after: Sample): FetchReport {
  const wallUs = after.wallUs - before.wallUs;
  const cpuUs = Object.entries(after.cpuUs).map(([name, us]) => [name, us - (before.cpuUs[name] ?? 0)] as const);
  return {
    mbPerS: bytes / wallUs,
    answers,
    cpuSPerGb: Object.fromEntries(cpuUs.map(([name, us]) => [name, (us * 1e3) / bytes])),
    loadShare: (after.loadUs - before.loadUs) / wallUs,
    firstByteP99Ms: firstByteMs.percentile(0.99),
    p50Ms: allMs.percentile(0.5),
    p99Ms: allMs.percentile(0.99),
    failed,
  };
}

function sample({ pids }: FetchOrder) {
  const { user, system } = process.cpuUsage();
  return { wallUs: performance.now() * 1_000, cpuUs: cpuTimesUs(pids), loadUs: user + system };
}

class Crowd {
  bytes = 0;
  answers = 0;
  failed = 0;
  firstByteMs = new LatencyHistogram();
  allMs = new LatencyHistogram();
  #isOver = false;
  readonly #order: FetchOrder;
  readonly #lines: readonly FileLine[];

  constructor(order: FetchOrder) {
    this.#order = order;
    this.#lines = order.paths.map(
      () =>
        new FileLine(order.port, order.keepAlive, (bytes) => {
          this.bytes += bytes;
        }),
    );
  }

  /** Resolves when all have what they wanted, or were stopped. */
  async start(): Promise<void> {
    await Promise.all(this.#lines.map((line, index) => this.#run(line, this.#order.paths[index] ?? '')));
  }

  /** The warm-up is over. */
  forget(): void {
    this.bytes = 0;
    this.answers = 0;
    this.failed = 0;
    this.firstByteMs = new LatencyHistogram();
    this.allMs = new LatencyHistogram();
  }

  stop(): void {
    this.#isOver = true;
    for (const line of this.#lines) line.close();
  }

  async #run(line: FileLine, path: string): Promise<void> {
    const { size, rangeBytes, window } = this.#order;
    for (let at = 0; !this.#isOver; at = (at + (rangeBytes ?? size)) % size) {
      const range = rangeBytes === undefined ? undefined : { first: at, last: Math.min(size, at + rangeBytes) - 1 };
      await this.#get(line, path, range);
      if (window === 'once') return;
    }
  }

  async #get(line: FileLine, path: string, range: Parameters<FileLine['get']>[1]): Promise<void> {
    try {
      const { status, firstByteMs, ms } = await line.get(path, range);
      if (status !== (range === undefined ? 200 : 206)) this.failed++;
      this.answers++;
      this.firstByteMs.add(firstByteMs);
      this.allMs.add(ms);
    } catch {
      if (!this.#isOver) this.failed++;
      await delay(10);
    }
  }
}
