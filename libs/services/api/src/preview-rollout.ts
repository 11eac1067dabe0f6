import type { DeepReadonly, RolloutPreviewLine } from '#libs/api-contract';
import {
  type Clock,
  type Device,
  type DeviceStore,
  type ExecutionStore,
  excludedFilter,
  expectWaves,
  type HaltRules,
  type Image,
  type ImageCatalog,
  type RolloutDocument,
  type RolloutId,
  type RolloutProblem,
  type RolloutStore,
  targetFilter,
} from '#libs/domain';
import { Breath } from './breath.ts';
import { ImagePaths } from './image-paths.ts';
import { releasedImages } from './released-images.ts';
import { RolloutHolders } from './rollout-holders.ts';
import { type RolloutPreview, RolloutTally } from './rollout-tally.ts';
import { atOnce, devicePages } from './walk-devices.ts';

const PROGRESS_MS = 500;
const EXAMPLES = 5;

export interface PreviewedRollout {
  readonly document: RolloutDocument;
  readonly image: Image;
  readonly problems: readonly RolloutProblem[];
  /** Of a stored one. */
  readonly id?: RolloutId;
  readonly perDeviceMs: number;
}

export interface PreviewRolloutPorts {
  readonly devices: DeviceStore;
  readonly executions: ExecutionStore;
  readonly rollouts: RolloutStore;
  readonly images: ImageCatalog;
  readonly clock: Clock;
}

/** What a rollout would do to all devices that it is for. Reads only; devices are read page by page, what is kept are counts. */
export class PreviewRollout {
  readonly #ports: PreviewRolloutPorts;

  constructor(ports: PreviewRolloutPorts) {
    this.#ports = ports;
  }

  /** Progress at most twice a second, and at the end the result, unless the signal comes before. */
  async *execute(previewed: PreviewedRollout, signal: AbortSignal): AsyncGenerator<DeepReadonly<RolloutPreviewLine>> {
    const { devices: store, clock } = this.#ports;
    const { document, image } = previewed;
    const filter = targetFilter(document);
    // As it would be when it is started: that it has to be released before is told apart.
    const target: Image = { ...image, state: 'released' };
    const images = await releasedImages(this.#ports.images);
    const paths = new ImagePaths(target, images, document);
    const tally = new RolloutTally(new Map([...images, target].map((one) => [one.id, one])));
    const breath = new Breath(clock);
    const total = await store.count(filter);
    const startedMs = clock.now();
    const seconds = () => (clock.now() - startedMs) / 1_000;
    const look = this.#looker(previewed, paths, tally);
    let toldMs = startedMs;
    let done = 0;
    yield { progress: { done, total, perSecond: 0 } };
    for await (const devices of devicePages(store, filter, signal)) {
      await atOnce(devices, async (device) => {
        await breath.take();
        if (signal.aborted) return;
        await look(device);
        done++;
      });
      if (signal.aborted) return;
      if (clock.now() - toldMs < PROGRESS_MS) continue;
      toldMs = clock.now();
      yield { progress: { done, total, perSecond: Math.round(done / seconds()) } };
    }
    await this.#excluded(document, tally);
    if (!signal.aborted) yield { result: { seconds: seconds(), ...this.#result(previewed, tally) } };
  }

  #looker({ id, document }: PreviewedRollout, paths: ImagePaths, tally: RolloutTally) {
    const { executions, rollouts } = this.#ports;
    const wanting = { ...(id === undefined ? {} : { id }), priority: document.priority ?? 0 };
    const holders = new RolloutHolders(executions, rollouts, wanting);
    return async (device: Device): Promise<void> => {
      const holder = await holders.of(device.id);
      if (holder !== undefined) tally.addHeld(device.id, holder);
      else tally.add(device.id, device.softwareVersion, paths.of(device));
    };
  }

  async #excluded(document: RolloutDocument, tally: RolloutTally): Promise<void> {
    const filter = excludedFilter(document);
    if (filter === undefined) return;
    const { devices: store } = this.#ports;
    const [devices, { devices: examples }] = await Promise.all([
      store.count(filter),
      store.list({ filter, sort: 'id', limit: EXAMPLES }),
    ]);
    const ids = examples.map((device) => device.id);
    tally.addExcluded(devices, ids);
  }

  #result({ document, problems, perDeviceMs }: PreviewedRollout, tally: RolloutTally): Omit<RolloutPreview, 'seconds'> {
    const nowMs = this.#ports.clock.now();
    const { enrolled, upgraded, fetches } = tally;
    const { waves, durationMs, ...capacity } = expectWaves(
      document,
      { enrolled, upgraded, fetches, perDeviceMs },
      nowMs,
    );
    return {
      ...tally.result(),
      waves: waves.map(({ durationMs: ms, halt, ...wave }) => {
        return { ...wave, halt: limited(halt), durationMinutes: minutes(ms) };
      }),
      ...capacity,
      durationMinutes: minutes(durationMs),
      problems: [...problems, ...ofTarget(document, tally), ...ofTime(document, durationMs, nowMs)],
    };
  }
}

/** Without a rule that has no limit. */
function limited({ maxFailures, ...rules }: Required<HaltRules>): HaltRules {
  return Number.isFinite(maxFailures) ? { maxFailures, ...rules } : rules;
}

/** null: for ever. */
function minutes(ms: number): number | null {
  return Number.isFinite(ms) ? Math.ceil(ms / 60_000) : null;
}

function ofTarget({ target }: RolloutDocument, tally: RolloutTally): readonly RolloutProblem[] {
  const { devices } = tally.result();
  if (devices === 0 && target.mode === 'frozen') {
    return [{ pointer: '/target/filter', code: 'bad_selector', detail: 'It fits no device.' }];
  }
  if (target.max === undefined || devices <= target.max) return [];
  return [{ pointer: '/target/max', code: 'too_much', detail: `The filter fits ${devices} devices.` }];
}

function ofTime(
  { deadlineAt, windows }: RolloutDocument,
  durationMs: number,
  nowMs: number,
): readonly RolloutProblem[] {
  if (!Number.isFinite(durationMs)) {
    return [{ pointer: '/windows', code: 'bad_value', detail: 'No window ever opens.' }];
  }
  const leftMs = Date.parse(deadlineAt) - nowMs;
  if (durationMs <= leftMs || leftMs <= 0) return [];
  const detail = `At best it takes ${hours(durationMs)}, and there are ${hours(leftMs)} until the deadline. A higher cap${
    windows === undefined ? '' : ', longer windows'
  } or shorter soaks make it quicker.`;
  return [{ pointer: '/deadlineAt', code: 'bad_value', detail }];
}

function hours(ms: number): string {
  return `${Math.ceil(ms / 3_600_000)} hours`;
}
