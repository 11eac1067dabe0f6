import {
  type BucketCounter,
  bucketsOf,
  evaluateHalt,
  freePermits,
  isDone,
  isOpenWave,
  judgeWave,
  nextWave,
  type RolloutDocument,
  type RolloutPhase,
  rankOf,
  timestamp,
  verdictOf,
  type Wave,
  waveAt,
  waveSizes,
} from '#libs/domain';
import type { Ledger } from './ledger.ts';
import { MINUTE, ROLLOUT, START_MS } from './simulated-rollout.ts';
import type { Timeline } from './timeline.ts';
import type { VirtualDevice } from './virtual-fleet.ts';
import { WaitingRoom } from './waiting-room.ts';

/** How often halt rules and waves are looked at, and devices are woken. */
const TICK_MS = MINUTE;
const WAKE_WITHIN_MS = 30_000;

export interface SchedulerParts {
  readonly document: RolloutDocument;
  readonly waves: readonly Wave[];
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly random: () => number;
  /** Whether anybody looks at halt rules. */
  readonly evaluates: boolean;
}

/** The rollout as a whole: its waves, its halt rules, and whom it wakes. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #waiting = new WaitingRoom();
  readonly #closedCells: string[] = [];
  #waves: readonly Wave[];
  #phase: RolloutPhase = 'running';
  #why = '';

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#waves = parts.waves;
  }

  get phase(): RolloutPhase {
    return this.#phase;
  }

  /** What ended it; of one that runs, why nothing goes on by itself. */
  get why(): string {
    if (this.#phase !== 'running') return this.#why;
    const isFree = this.#openCounters().some((counter) => freePermits(counter) > 0);
    return isFree && this.#closedCells.length > 0 ? 'closedCell' : 'stalled';
  }

  get closedCells(): readonly string[] {
    return this.#closedCells;
  }

  isOpen(wave: number): boolean {
    const { state = 'pending' } = this.#waves[wave - 1] ?? {};
    return isOpenWave({ state });
  }

  enrol(fleet: readonly VirtualDevice[]): void {
    const { ledger, timeline } = this.#parts;
    const sizes = this.#waves.map(({ size }) => size);
    const order = sizes.length === 1 ? fleet : ranked(fleet);
    for (const [place, device] of order.entries()) {
      const wave = waveAt(place, sizes);
      const bucket = ledger.enrol(device, wave);
      if (device.onlineAfterMs === 0) this.#waiting.add(wave, bucket, device);
      else timeline.at(START_MS + device.onlineAfterMs, { kind: 'online', device });
    }
  }

  /** It can be reached, and nothing is under way on it. */
  waits(device: VirtualDevice): void {
    const { wave, bucket } = this.#parts.ledger.of(device);
    this.#waiting.add(wave, bucket, device);
  }

  tick(): void {
    const { ledger, timeline } = this.#parts;
    if (this.#phase === 'running') {
      // Only time passes while nothing is counted: to look again tells nothing new.
      if (ledger.takeCounted() || this.#isSoaking()) this.#advanceWaves();
      for (const counter of this.#openCounters()) this.#wake(counter);
    }
    const isOver = this.#phase !== 'running' || !this.#mayGoOn();
    if (!isOver || !timeline.isEmpty) timeline.at(timeline.nowMs + TICK_MS, { kind: 'tick' });
  }

  #isSoaking(): boolean {
    return this.#waves.some(({ state }) => state === 'soaking');
  }

  /** Whether something may still come of what waits. */
  #mayGoOn(): boolean {
    if (this.#isSoaking()) return true;
    return this.#openCounters().some((counter) => freePermits(counter) > 0 && this.#waiting.countOf(counter) > 0);
  }

  #openCounters(): readonly BucketCounter[] {
    return this.#waves.filter(isOpenWave).flatMap(({ number }) => this.#parts.ledger.countersOf(number));
  }

  #advanceWaves(): void {
    const { document, ledger } = this.#parts;
    const wave = this.#waves.find(({ state }) => state === 'running' || state === 'soaking');
    if (wave !== undefined) this.#judge(wave);
    const next = nextWave(this.#waves, document.waves, this.#waves.length);
    if (next !== undefined) this.#setWave(next, 'running');
    if (isDone(this.#waves, ledger.tally(), 'frozen')) this.#ends('completed', 'all waves passed');
  }

  #judge(wave: Wave): void {
    const { document, evaluates, ledger, timeline } = this.#parts;
    const counters = ledger.countersOf(wave.number);
    if (evaluates && this.#isStopped(counters)) return;
    const spec = document.waves[wave.number - 1];
    const judged = spec && judgeWave(wave, spec, counters, timeline.nowMs).kind;
    if (judged === 'failed' && evaluates) this.#ends('halted', 'successThreshold');
    if (judged === 'soaks' && wave.state === 'running') this.#setWave(wave.number, 'soaking');
    if (judged === 'passed') this.#setWave(wave.number, 'passed');
  }

  #isStopped(counters: readonly BucketCounter[]): boolean {
    const verdict = verdictOf(evaluateHalt(this.#parts.document.halt ?? {}, counters));
    if (verdict === undefined) return false;
    const { action, rule, cell = '' } = verdict;
    if (action !== 'closeCell') {
      this.#ends(action === 'pause' ? 'paused' : 'halted', rule);
      return true;
    }
    if (!this.#closedCells.includes(cell)) this.#closedCells.push(cell);
    return false;
  }

  #setWave(number: number, state: Wave['state']): void {
    const { timeline } = this.#parts;
    timeline.changed();
    const since = timestamp(timeline.nowMs);
    this.#waves = this.#waves.map((wave) => (wave.number === number ? { ...wave, state, since } : wave));
  }

  #ends(phase: RolloutPhase, why: string): void {
    this.#phase = phase;
    this.#why = why;
    this.#parts.timeline.changed();
  }

  /** As many as there are free permits, of those that can be reached. */
  #wake(counter: BucketCounter): void {
    const { ledger, random, timeline } = this.#parts;
    for (let free = freePermits(counter); free > 0; ) {
      const device = this.#waiting.take(counter);
      if (device === undefined) return;
      if (this.#closedCells.includes(ledger.of(device).cell)) continue;
      free--;
      timeline.at(timeline.nowMs + random() * WAKE_WITHIN_MS, { kind: 'callsIn', device });
    }
  }
}

export function wavesOf(document: RolloutDocument, devices: number): readonly Wave[] {
  const { cap } = document.permits;
  const since = timestamp(START_MS);
  return waveSizes(document.waves, devices).map((size, index) => {
    return { number: index + 1, state: 'pending', since, size, buckets: bucketsOf(size, cap), cap };
  });
}

function ranked(fleet: readonly VirtualDevice[]): readonly VirtualDevice[] {
  const ranks = new Float64Array(fleet.map(({ id }) => rankOf(ROLLOUT, id)));
  return fleet.toSorted((a, b) => (ranks[a.index] ?? 0) - (ranks[b.index] ?? 0));
}
