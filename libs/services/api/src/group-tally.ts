import { capOfGroup, type Device, type GroupLimit, type GroupLoad, groupsOf } from '#libs/domain';

/** Groups that are counted; of more than that the others are not. */
const COUNTED = 100_000;

/** Counts the devices that a rollout would upgrade by the groups it limits. */
export class GroupTally {
  readonly #limits: readonly GroupLimit[];
  readonly #devices = new Map<string, number>();

  constructor(limits: readonly GroupLimit[] = []) {
    this.#limits = limits;
  }

  add({ attributes }: Pick<Device, 'attributes'>): void {
    for (const group of groupsOf(attributes, this.#limits)) {
      const devices = this.#devices.get(group);
      if (devices !== undefined || this.#devices.size < COUNTED) this.#devices.set(group, (devices ?? 0) + 1);
    }
  }

  /** Those that need the most rounds, these first. */
  fullest(most: number): readonly GroupLoad[] {
    const loads = [...this.#devices].map(([group, devices]) => {
      return { group, devices, cap: capOfGroup(group, this.#limits) ?? Number.POSITIVE_INFINITY };
    });
    return loads.toSorted((a, b) => b.devices / b.cap - a.devices / a.cap).slice(0, most);
  }
}
