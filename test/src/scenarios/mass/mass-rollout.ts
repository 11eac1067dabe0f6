import { createHash, randomBytes } from 'node:crypto';
import type { DeepReadonly, RolloutDevice, RolloutView } from '#libs/api-contract';
import { type BucketCounter, burned, freePermits, isOpenWave, sumTallies } from '#libs/domain';
import { until } from '#libs/testing/servers';
import type { MassFleet } from './mass-fleet.ts';
import type { MassStage } from './mass-stage.ts';

export type View = DeepReadonly<RolloutView>;
export type Standing = DeepReadonly<RolloutDevice>;

export interface MassOrder {
  readonly version: string;
  /** The image does not boot. */
  readonly isBad?: boolean;
  readonly cap: number;
  /** Of the rollout's document. */
  readonly about: object;
}

export const IMAGE_BYTES = 300_000;
const DAY_MS = 24 * 3_600_000;
const OVER = ['completed', 'halted', 'cancelled', 'expired', 'paused'];

/** A rollout that was made by the API, with what was seen of its permits. */
export class MassRollout {
  readonly id: string;
  readonly image: string;
  readonly cap: number;
  looks = 0;
  mostTaken = 0;
  readonly #stage: MassStage;
  /** The last wave whose soak was made short. */
  #soaked = 0;

  private constructor(stage: MassStage, id: string, image: string, cap: number) {
    this.#stage = stage;
    this.id = id;
    this.image = image;
    this.cap = cap;
  }

  static async start(stage: MassStage, fleet: MassFleet, order: MassOrder): Promise<MassRollout> {
    const { version, isBad = false, cap, about } = order;
    const content = randomBytes(IMAGE_BYTES);
    fleet.firmware.set(createHash('sha256').update(content).digest('hex'), isBad ? {} : { version });
    const image = await stage.api.addImage(content, { name: 'Gateway', version });
    const document = {
      image: image.id,
      permits: { cap },
      approval: false,
      deadlineAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
      ...about,
    };
    const body = { name: `to ${version}`, author: 'anna', document };
    const { id } = await stage.api.request<{ readonly id: string }>('POST', '/rollouts', body);
    await stage.api.request('POST', `/rollouts/${id}/submit`, { by: 'anna' });
    await stage.api.request('POST', `/rollouts/${id}/start`, { by: 'anna' });
    return new MassRollout(stage, id, image.id, cap);
  }

  view(): Promise<View> {
    return this.#stage.api.request('GET', `/rollouts/${this.id}`);
  }

  async phase(): Promise<string> {
    return (await this.view()).rollout.status.phase;
  }

  /** Ends it for good, and waits until it holds no device that waits. */
  async cancel(): Promise<void> {
    await this.#stage.api.request('POST', `/rollouts/${this.id}/cancel`, { by: 'anna', reason: 'the image is bad' });
    await until('nothing waits in it', async () => (await this.#waiting()) === 0);
  }

  /** Every device that is in it. */
  async devices(): Promise<readonly Standing[]> {
    const all: Standing[] = [];
    let cursor = '';
    do {
      const list = await this.#stage.api.request<{
        readonly devices: readonly Standing[];
        readonly next?: string;
      }>('GET', `/rollouts/${this.id}/devices?limit=200${cursor}`);
      all.push(...list.devices);
      cursor = list.next === undefined ? '' : `&cursor=${encodeURIComponent(list.next)}`;
    } while (cursor !== '');
    return all;
  }

  /** Looks at the permits as they are stored: no bucket, and no wave, has given more than it has. */
  async look(): Promise<readonly BucketCounter[]> {
    const counters = await this.#stage.counters(this.id);
    for (const counter of counters) expect(freePermits(counter)).toBeGreaterThanOrEqual(0);
    for (const wave of Map.groupBy(counters, (counter) => counter.wave).values()) {
      const taken = wave.reduce((sum, { tally, tolerance }) => sum + tally.inFlight + burned(tally, tolerance), 0);
      expect(taken).toBeLessThanOrEqual(this.cap);
      this.mostTaken = Math.max(this.mostTaken, taken);
    }
    this.looks++;
    return counters;
  }

  /**
   * Waits until it makes a difference that devices call in, or it is over; a soak is made short. Resolves with its phase. A
   * device may hold a permit and know nothing of it: what it was to be told got lost.
   */
  async untilCalled(): Promise<string> {
    let phase = '';
    await until('devices may be upgraded', async () => {
      const { rollout } = await this.view();
      phase = rollout.status.phase;
      if (OVER.includes(phase)) return true;
      const soaks = rollout.waves.find(({ state, number }) => state === 'soaking' && number > this.#soaked);
      if (soaks !== undefined) {
        this.#soaked = soaks.number;
        await this.#stage.later(SOAK_MS);
      }
      const open = new Set(rollout.waves.filter(isOpenWave).map(({ number }) => number));
      const counters = (await this.look()).filter(({ wave }) => open.has(wave));
      return counters.some(
        (counter) => counter.tally.inFlight > 0 || (freePermits(counter) > 0 && waitingIn([counter]) > 0),
      );
    });
    return phase;
  }

  async #waiting(): Promise<number> {
    return waitingIn(await this.#stage.counters(this.id));
  }
}

const SOAK_MS = 61_000;

function waitingIn(counters: readonly BucketCounter[]): number {
  const { eligible = 0, scheduled = 0, notified = 0 } = sumTallies(counters.map(({ tally }) => tally)).states;
  return eligible + scheduled + notified;
}
