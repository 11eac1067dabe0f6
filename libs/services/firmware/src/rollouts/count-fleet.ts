import { type DeviceStore, RankCounter, type Rollout, type RolloutId, rankOf, targetFilter } from '#libs/domain';

/** How much of a fleet is looked at before others have their turn. */
export interface FleetPages {
  /** Devices of a page. */
  readonly size: number;
  readonly atOnce: number;
}

export const FLEET_PAGES: FleetPages = { size: 500, atOnce: 20 };

interface Count {
  readonly ranks: RankCounter;
  readonly generation: number;
  readonly cursor?: string;
}

/** Counts the devices of a rollout by their ranks. Nothing is kept of it: after a crash it is done again. */
export class CountFleet {
  private readonly counts = new Map<RolloutId, Count>();

  constructor(
    private readonly devices: DeviceStore,
    private readonly pages = FLEET_PAGES,
  ) {}

  /** Goes on counting; undefined while there are more devices. */
  async run({ id, generation, document }: Rollout): Promise<RankCounter | undefined> {
    const known = this.counts.get(id);
    // Another document may be for other devices.
    let count: Count = known?.generation === generation ? known : { ranks: new RankCounter(), generation };
    const filter = targetFilter(document);
    for (let page = 0; page < this.pages.atOnce; page++) {
      const { cursor, ranks } = count;
      const { devices, next } = await this.devices.list({
        filter,
        sort: 'id',
        limit: this.pages.size,
        ...(cursor && { cursor }),
      });
      for (const device of devices) ranks.add(rankOf(id, device.id));
      if (next === undefined) {
        this.counts.delete(id);
        return ranks;
      }
      count = { ranks, generation, cursor: next };
      this.counts.set(id, count);
    }
    return undefined;
  }

  /** It is not to be counted any more. */
  forget(id: RolloutId): void {
    this.counts.delete(id);
  }
}
