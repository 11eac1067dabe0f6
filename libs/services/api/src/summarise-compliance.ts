import type { ComplianceSummary, DeepReadonly } from '#libs/api-contract';
import {
  type Clock,
  CONDITIONS,
  type DeviceGroup,
  type DeviceStore,
  EVERYTHING,
  type Filter,
  timestamp,
} from '#libs/domain';
import { IS_DIFFERING, IS_UNTOLD } from './compliance-query.ts';

const KEPT_FOR_MS = 5_000;
/** Counting a large fleet takes seconds: it is to be done for a tenth of the time at most. */
const KEPT_PER_COUNTING = 10;
const TOLD = 50;
/** Of all devices: who differs may be of a kind that is rare among them. */
const COUNTED = 10_000;
const MODEL = ['identity.manufacturer', 'identity.productClass', 'softwareVersion'];

const IS_NOT_LOOKED_AT: Filter = { op: 'exists', field: 'sync.differing', exists: false };

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
    const [devices, differing, notLookedAt, conditions, profiles, models, tags] = await Promise.all([
      this.#devices.count(EVERYTHING),
      this.#devices.count(IS_DIFFERING),
      this.#devices.count(IS_NOT_LOOKED_AT),
      this.#devices.countBy(EVERYTHING, ['conditions'], CONDITIONS.length),
      this.#profiles(),
      this.#both(MODEL),
      this.#both(['tags']),
    ]);
    const holding = new Map(conditions.map(({ values, count }) => [values[0], count]));
    return {
      at: timestamp(nowMs),
      devices,
      differing,
      notLookedAt,
      byCondition: CONDITIONS.map((condition) => ({ condition, devices: holding.get(condition) ?? 0 })),
      byProfile: profiles.told.map(({ values: [profile = ''], ...counts }) => ({ profile, ...counts })),
      byModel: models.told.map(
        ({ values: [manufacturer = '', productClass = '', softwareVersion = ''], ...counts }) => ({
          manufacturer,
          productClass,
          softwareVersion,
          ...counts,
        }),
      ),
      byTag: tags.told.map(({ values: [tag = ''], ...counts }) => ({ tag, ...counts })),
      others: { byProfile: profiles.others, byModel: models.others, byTag: tags.others },
    };
  }

  async #profiles(): Promise<Counted> {
    const [all, differing, untold] = await Promise.all([
      this.#devices.countBy(EVERYTHING, ['sync.profiles'], COUNTED),
      this.#devices.countBy(IS_DIFFERING, ['sync.differingFrom'], COUNTED),
      this.#devices.countBy({ op: 'and', filters: [IS_DIFFERING, IS_UNTOLD] }, ['sync.profiles'], COUNTED),
    ]);
    return counted(all, [...differing, ...untold]);
  }

  async #both(fields: readonly string[]): Promise<Counted> {
    const [all, differing] = await Promise.all([
      this.#devices.countBy(EVERYTHING, fields, COUNTED),
      this.#devices.countBy(IS_DIFFERING, fields, COUNTED),
    ]);
    return counted(all, differing);
  }
}

interface Counted {
  readonly told: readonly {
    readonly values: readonly string[];
    readonly devices: number;
    readonly differing: number;
  }[];
  readonly others: number;
}

/** Those with the most devices that differ first. */
function counted(all: readonly DeviceGroup[], differing: readonly DeviceGroup[]): Counted {
  const counts = new Map<string, number>();
  for (const group of differing) counts.set(keyOf(group), (counts.get(keyOf(group)) ?? 0) + group.count);
  const groups = all
    .map((group) => ({
      values: group.values.map(String),
      devices: group.count,
      differing: counts.get(keyOf(group)) ?? 0,
    }))
    .toSorted((a, b) => b.differing - a.differing || b.devices - a.devices);
  return { told: groups.slice(0, TOLD), others: Math.max(0, groups.length - TOLD) };
}

function keyOf({ values }: DeviceGroup): string {
  return JSON.stringify(values);
}
