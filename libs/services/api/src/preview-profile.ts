import type { DeepReadonly, PreviewLine } from '#libs/api-contract';
import {
  type Clock,
  type Device,
  type DeviceStore,
  EVERYTHING,
  type Filter,
  MusterError,
  type ProfileDocument,
  type ProfileProblem,
  parseFilter,
  SELECTOR_FIELDS,
} from '#libs/domain';
import type { Logger } from '#libs/platform';
import { Breath } from './breath.ts';
import type { Draft, DryRun, Supposition } from './dry-run.ts';
import { PreviewTally } from './preview-tally.ts';
import { atOnce, devicePages } from './walk-devices.ts';

const PROGRESS_MS = 500;

/**
 * What would be done to all devices that a draft is for, and to those that it would release. Devices are read page by page,
 * a few at a time, and no further than what was told of them is read; what is kept are counts.
 */
export class PreviewProfile {
  readonly #devices: DeviceStore;
  readonly #dryRun: DryRun;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(devices: DeviceStore, dryRun: DryRun, clock: Clock, logger: Logger) {
    this.#devices = devices;
    this.#dryRun = dryRun;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Progress at most twice a second, and at the end the result, unless the signal comes before. */
  async *execute(
    draft: Draft,
    problems: readonly ProfileProblem[],
    signal: AbortSignal,
  ): AsyncGenerator<DeepReadonly<PreviewLine>> {
    const supposition = await this.#dryRun.suppose(draft);
    const filter = concerned(draft.document, supposition);
    const total = await this.#devices.count(filter);
    const tally = new PreviewTally();
    const breath = new Breath(this.#clock);
    const startedMs = this.#clock.now();
    const seconds = () => (this.#clock.now() - startedMs) / 1_000;
    let toldMs = startedMs;
    let done = 0;
    yield { progress: { done, total, perSecond: 0 } };
    for await (const devices of devicePages(this.#devices, filter, signal)) {
      await atOnce(devices, async (device) => {
        await breath.take();
        if (signal.aborted) return;
        await this.#one(device, draft, supposition, tally);
        done++;
      });
      if (signal.aborted) return;
      if (this.#clock.now() - toldMs < PROGRESS_MS) continue;
      toldMs = this.#clock.now();
      yield { progress: { done, total, perSecond: Math.round(done / seconds()) } };
    }
    if (!signal.aborted) yield { result: tally.result({ devices: done, seconds: seconds(), problems }) };
  }

  async #one(device: Device, { profile }: Draft, supposition: Supposition, tally: PreviewTally): Promise<void> {
    try {
      tally.add(device.id, profile, await this.#dryRun.ofDevice(device, supposition));
    } catch (error) {
      if (error instanceof MusterError && error.retriable) throw error;
      // One device whose tree is beyond understanding says nothing about the others.
      this.#logger.warn({ err: error, deviceId: device.id }, 'a device could not be previewed');
      tally.addFailed(device.id);
    }
  }
}

function concerned(document: ProfileDocument, { replaced }: Supposition): Filter {
  const filters = [document, ...(replaced === undefined ? [] : [replaced.document])].map(({ selector }) => {
    const parsed = parseFilter(selector, SELECTOR_FIELDS);
    return 'filter' in parsed ? parsed.filter : EVERYTHING;
  });
  return { op: 'or', filters };
}
