import { setTimeout as delay } from 'node:timers/promises';
import { LatencyHistogram } from '#libs/testing/cpe';
import { cpuTimeUs } from '../cpu-time.ts';
import { DoorLine } from './door-line.ts';
import type { DoorOrder, DoorReport } from './door-order.ts';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 30_000;

/** Has CPEs come in as ordered, back to back or at a rate, and reports on the window. */
export async function runDoor(informs: readonly string[], order: DoorOrder): Promise<DoorReport> {
  const { warmUpMs, windowMs, pid } = order;
  const crowd = new DoorCrowd(informs, order);
  const { lines } = crowd;
  const ended = crowd.run();
  await Promise.race([ended, delay(warmUpMs)]);
  // Under attack, the first connection may have to wait.
  const untilMs = performance.now() + PATIENCE_MS;
  while (lines.some((line) => line.sessions === 0)) {
    await Promise.race([ended, delay(LOOK_EVERY_MS)]);
    if (performance.now() > untilMs) throw new Error(`Not every CPE was served once within ${PATIENCE_MS} ms.`);
  }
  crowd.forget();
  const before = sample(pid, lines);
  await Promise.race([ended, delay(windowMs)]);
  const after = sample(pid, lines);
  const { sessions, took } = crowd;
  const wallUs = after.wallUs - before.wallUs;
  const report = {
    sessionsPerS: (sessions / wallUs) * 1e6,
    serverUs: (after.serverUs - before.serverUs) / sessions,
    serverShare: (after.serverUs - before.serverUs) / wallUs,
    loadShare: (after.loadUs - before.loadUs) / wallUs,
    p50Ms: took.percentile(0.5),
    p99Ms: took.percentile(0.99),
    resumedShare: (after.resumed - before.resumed) / Math.max(1, after.made - before.made),
  };
  crowd.stop();
  await ended;
  return { ...report, sessionsInAll: crowd.sessionsInAll };
}

/** CPEs that come in side by side. */
class DoorCrowd {
  readonly lines: readonly DoorLine[];
  sessions = 0;
  sessionsInAll = 0;
  took = new LatencyHistogram();
  readonly #ratePerS: number | undefined;
  #goesOn = true;

  constructor(informs: readonly string[], order: DoorOrder) {
    this.#ratePerS = order.ratePerS;
    this.lines = Array.from({ length: order.connections }, (_, line) => new DoorLine(line, informs, order));
  }

  /** Resolves once it was stopped; rejects when a session does not go as it should. */
  async run(): Promise<void> {
    const beganMs = performance.now();
    await Promise.all(this.lines.map((line, index) => this.#goOn(line, beganMs, index)));
  }

  /** The warm-up is over. */
  forget(): void {
    this.sessions = 0;
    this.took = new LatencyHistogram();
  }

  stop(): void {
    this.#goesOn = false;
  }

  async #goOn(line: DoorLine, beganMs: number, index: number): Promise<void> {
    for (let turn = 0; this.#goesOn; turn++) {
      const dueMs = this.#dueMs(beganMs, turn * this.lines.length + index);
      const earlyMs = dueMs - performance.now();
      if (earlyMs > 0) await delay(Math.ceil(earlyMs));
      await line.session();
      // Timers are up to a millisecond early.
      this.took.add(Math.max(0, performance.now() - dueMs));
      this.sessions++;
      this.sessionsInAll++;
    }
    line.close();
  }

  /** When the CPE wants to call: what it has to wait for its turn counts. */
  #dueMs(beganMs: number, turn: number): number {
    return this.#ratePerS === undefined ? performance.now() : beganMs + (turn * 1_000) / this.#ratePerS;
  }
}

function sample(pid: number, lines: readonly DoorLine[]) {
  const { user, system } = process.cpuUsage();
  return {
    wallUs: performance.now() * 1_000,
    serverUs: cpuTimeUs(pid),
    loadUs: user + system,
    made: lines.reduce((sum, line) => sum + line.made, 0),
    resumed: lines.reduce((sum, line) => sum + line.resumed, 0),
  };
}
