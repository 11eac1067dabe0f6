import { DATA_MODEL_KINDS, type DeepReadonly, type Summary } from '#libs/api-contract';
import { type Clock, type DeviceStore, EVERYTHING, type Filter, timestamp } from '#libs/domain';

const keptForMs = 5_000;
const hourMs = 3_600_000;

/** Counts of devices. They are kept for a few seconds, so that many readers cost one count. */
export class SummariseDevices {
  readonly #devices: DeviceStore;
  readonly #clock: Clock;
  #last: { readonly countedAtMs: number; readonly summary: Promise<DeepReadonly<Summary>> } | undefined;

  constructor(devices: DeviceStore, clock: Clock) {
    this.#devices = devices;
    this.#clock = clock;
  }

  execute(): Promise<DeepReadonly<Summary>> {
    const nowMs = this.#clock.now();
    if (this.#last !== undefined && nowMs - this.#last.countedAtMs < keptForMs) return this.#last.summary;
    const summary = this.#count(nowMs);
    this.#last = { countedAtMs: nowMs, summary };
    summary.catch(() => {
      this.#last = undefined;
    });
    return summary;
  }

  async #count(nowMs: number): Promise<DeepReadonly<Summary>> {
    const since = (ms: number): Filter => ({ op: 'gte', field: 'lastInformAt', value: timestamp(nowMs - ms) });
    const ofKind = (value: string): Filter => ({ op: 'eq', field: 'dataModel.kind', value });
    const count = (filter: Filter) => this.#devices.count(filter);
    const [total, informedLastHour, informedLastDay, rebootPending, ...kinds] = await Promise.all([
      count(EVERYTHING),
      count(since(hourMs)),
      count(since(24 * hourMs)),
      count({ op: 'eq', field: 'rebootPending', value: true }),
      ...DATA_MODEL_KINDS.map((kind) => count(ofKind(kind))),
    ]);
    const [tr098 = 0, tr181 = 0, device1 = 0, unknown = 0] = kinds;
    return {
      at: timestamp(nowMs),
      devices: {
        total,
        byDataModel: { tr098, tr181, device1, unknown },
        informedLastHour,
        informedLastDay,
        rebootPending,
      },
    };
  }
}
