import type { ComplianceSummary, DeepReadonly } from '#libs/api-contract';
import { type Clock, CONDITIONS, type DeviceGroup, type DeviceStore, EVERYTHING, timestamp } from '#libs/domain';
import { IS_DIFFERING } from './compliance-query.ts';

const KEPT_FOR_MS = 5_000;
/** Counting a large fleet takes seconds: it is to be done for a tenth of the time at most. */
const KEPT_PER_COUNTING = 10;
const TOLD = 50;
/** Of all devices: who differs may be of a kind that is rare among them. */
const COUNTED = 10_000;
const MODEL = ['identity.manufacturer', 'identity.productClass', 'softwareVersion'];

type Summary = DeepReadonly<ComplianceSummary>;

/** Counts of devices that are not as declared. They are kept for some seconds, so that many readers cost one count. */
export class SummariseCompliance {
  readonly #devices: DeviceStore;
  readonly #clock: Clock;
  #last: { readonly summary: Promise<Summary>; keptUntilMs: number } | undefined;

  constructor(devices: DeviceStore, clock: Clock) {
    this.#devices = devices;
    this.#clock = clock;
  }

  execute(): Promise<Summary> {
    const nowMs = this.#clock.now();
    if (this.#last !== undefined && nowMs < this.#last.keptUntilMs) return this.#last.summary;
    const last = { summary: this.#count(nowMs), keptUntilMs: Number.POSITIVE_INFINITY };
    this.#last = last;
    last.summary.then(
      () => {
        const doneMs = this.#clock.now();
        last.keptUntilMs = doneMs + Math.max(KEPT_FOR_MS, KEPT_PER_COUNTING * (doneMs - nowMs));
      },
      () => {
        this.#last = undefined;
      },
    );
    return last.summary;
  }

  async #count(nowMs: number): Promise<Summary> {
    const [devices, differing, conditions, profiles, models, tags] = await Promise.all([
      this.#devices.count(EVERYTHING),
      this.#devices.count(IS_DIFFERING),
      this.#devices.countBy(EVERYTHING, ['conditions'], CONDITIONS.length),
      this.#both(['sync.profiles']),
      this.#both(MODEL),
      this.#both(['tags']),
    ]);
    const holding = new Map(conditions.map(({ values, count }) => [values[0], count]));
    return {
      at: timestamp(nowMs),
      devices,
      differing,
      byCondition: CONDITIONS.map((condition) => ({ condition, devices: holding.get(condition) ?? 0 })),
      byProfile: profiles.map(({ values: [profile = ''], ...counts }) => ({ profile, ...counts })),
      byModel: models.map(({ values: [manufacturer = '', productClass = '', softwareVersion = ''], ...counts }) => ({
        manufacturer,
        productClass,
        softwareVersion,
        ...counts,
      })),
      byTag: tags.map(({ values: [tag = ''], ...counts }) => ({ tag, ...counts })),
    };
  }

  /** Those with the most devices that differ first. */
  async #both(fields: readonly string[]) {
    const [all, differing] = await Promise.all([
      this.#devices.countBy(EVERYTHING, fields, COUNTED),
      this.#devices.countBy(IS_DIFFERING, fields, COUNTED),
    ]);
    const counts = new Map(differing.map((group) => [keyOf(group), group.count]));
    return all
      .map((group) => ({
        values: group.values.map(String),
        devices: group.count,
        differing: counts.get(keyOf(group)) ?? 0,
      }))
      .toSorted((a, b) => b.differing - a.differing || b.devices - a.devices)
      .slice(0, TOLD);
  }
}

function keyOf({ values }: DeviceGroup): string {
  return JSON.stringify(values);
}
