import {
  type BucketCounter,
  decideRollout,
  freePermits,
  isOpenWave,
  type Rollout,
  type RolloutEffect,
  type RolloutPhase,
  rankOf,
  waveAt,
} from '#libs/domain';
import type { Ledger } from './ledger.ts';
import { MINUTE, ROLLOUT, START_MS } from './simulated-rollout.ts';
import type { Timeline } from './timeline.ts';
import type { VirtualDevice } from './virtual-fleet.ts';
import { WaitingRoom } from './waiting-room.ts';

/** How often the rollout is looked at, and devices call in for which there are permits. */
const TICK_MS = MINUTE;
const CALLS_WITHIN_MS = 30_000;

export interface SchedulerParts {
  readonly rollout: Rollout;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly random: () => number;
  /** Whether anybody looks at the rollout after its first wave was opened. */
  readonly evaluates: boolean;
}

/** The rollout as a whole: the shell of `decideRollout`, and the devices that call in. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  readonly #waiting = new WaitingRoom();
  #rollout: Rollout;
  #looks = 0;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#rollout = parts.rollout;
  }

  get phase(): RolloutPhase {
    return this.#rollout.status.phase;
  }

  /** What ended it; of one that runs, why nothing goes on by itself. */
  get why(): string {
    if (this.phase !== 'running') return this.#rollout.status.by;
    return this.#openCounters().some((counter) => freePermits(counter) > 0) ? 'nobodyLeft' : 'stalled';
  }

  get closedCells(): readonly string[] {
    return this.#rollout.closedCells;
  }

  isOpen(wave: number): boolean {
    const { state = 'pending' } = this.#rollout.waves[wave - 1] ?? {};
    return isOpenWave({ state });
  }

  enrol(fleet: readonly VirtualDevice[]): void {
    const { ledger, timeline } = this.#parts;
    const sizes = this.#rollout.waves.map(({ size }) => size);
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
    const { evaluates, ledger, timeline } = this.#parts;
    if (this.phase === 'running') {
      // Only time passes while nothing is counted: to look again tells nothing new.
      const isNews = ledger.takeCounted() || this.#isSoaking();
      if (isNews && (evaluates || this.#looks === 0)) this.#look();
    }
    if (this.phase === 'running') for (const counter of this.#openCounters()) this.#callIn(counter);
    const isOver = this.phase !== 'running' || !this.#mayGoOn();
    if (!isOver || !timeline.isEmpty) timeline.at(timeline.nowMs + TICK_MS, { kind: 'tick' });
  }

  #isSoaking(): boolean {
    return this.#rollout.waves.some(({ state }) => state === 'soaking');
  }

  /** Whether something may still come of what waits. */
  #mayGoOn(): boolean {
    if (this.#isSoaking()) return true;
    return this.#openCounters().some((counter) => freePermits(counter) > 0 && this.#waiting.countOf(counter) > 0);
  }

  #openCounters(): readonly BucketCounter[] {
    return this.#rollout.waves.filter(isOpenWave).flatMap(({ number }) => this.#parts.ledger.countersOf(number));
  }

  #look(): void {
    const { ledger, timeline } = this.#parts;
    const decision = decideRollout(this.#rollout, ledger.counters(), timeline.nowMs);
    this.#looks++;
    for (const effect of decision.effects) this.#carryOut(effect);
    if (decision.rollout !== this.#rollout) timeline.changed();
    this.#rollout = decision.rollout;
  }

  /** The others need nobody: devices call in by themselves, closed cells are left by those whose turn it is (`#callIn`). */
  #carryOut(effect: RolloutEffect): void {
    const { ledger } = this.#parts;
    if (effect.do === 'setPermits') for (const permits of effect.permits) ledger.setPermits(permits);
    if (effect.do === 'movePermit') ledger.movePermit(effect.wave, effect.from, effect.to);
  }

  /** As many as there are free permits: nothing would come of it that others do so, too. */
  #callIn(counter: BucketCounter): void {
    const { ledger, random, timeline } = this.#parts;
    for (let free = freePermits(counter); free > 0; ) {
      const device = this.#waiting.take(counter);
      if (device === undefined) return;
      const isClosed = this.closedCells.includes(ledger.of(device).cell);
      if (!isClosed) free--;
      timeline.at(timeline.nowMs + random() * CALLS_WITHIN_MS, { kind: isClosed ? 'leaves' : 'callsIn', device });
    }
  }
}

function ranked(fleet: readonly VirtualDevice[]): readonly VirtualDevice[] {
  const ranks = new Float64Array(fleet.map(({ id }) => rankOf(ROLLOUT, id)));
  return fleet.toSorted((a, b) => (ranks[a.index] ?? 0) - (ranks[b.index] ?? 0));
}
