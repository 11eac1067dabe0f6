import {
  type Device,
  type ProfileRevision,
  type ProfileStore,
  type SelectableProfile,
  type SettledMarks,
  selectableProfiles,
  selectProfiles,
} from '#libs/domain';

/** What is in force under an epoch. */
export interface ProfilesInForce {
  /** A device that was looked at under it may be marked as settled under this epoch, and no later one. */
  readonly epoch: number;
  readonly generation: number;
  readonly profiles: readonly SelectableProfile[];
}

/**
 * The profiles in force, kept as long as the epoch stays: it is raised after a generation is durable, so what is read after
 * the epoch was is never older than it.
 */
export class RecentProfiles {
  private known: ProfilesInForce = { epoch: Number.NaN, generation: -1, profiles: [] };
  private reading: Promise<ProfilesInForce> | undefined;

  constructor(
    private readonly store: ProfileStore,
    private readonly settled: SettledMarks,
  ) {}

  async inForce(): Promise<ProfilesInForce> {
    const epoch = await this.settled.epoch();
    if (epoch === this.known.epoch) return this.known;
    this.reading ??= this.read(epoch).finally(() => {
      this.reading = undefined;
    });
    const read = await this.reading;
    // Whoever joined a reading that had begun under an older epoch reads once more.
    return read.epoch === epoch ? read : this.read(epoch);
  }

  /** Raises the epoch for a generation whose publisher died before it could. */
  async raiseIfBehind(): Promise<void> {
    const { generation } = await this.inForce();
    const published = await this.store.published(generation);
    if (published !== undefined && published.generation > generation) {
      await this.settled.raiseEpoch(published.generation);
    }
  }

  private async read(epoch: number): Promise<ProfilesInForce> {
    const { generation, profiles } = this.known;
    const published = await this.store.published(generation < 0 ? undefined : generation);
    const known: ProfilesInForce =
      published === undefined
        ? { epoch, generation, profiles }
        : { epoch, generation: published.generation, profiles: selectableProfiles(published.revisions) };
    this.known = known;
    return known;
  }
}

/** Those that are for the device, the highest priority first. */
export function profilesFor(device: Device, { profiles }: ProfilesInForce): readonly ProfileRevision[] {
  return profiles.length === 0 ? [] : selectProfiles(profiles, device);
}
