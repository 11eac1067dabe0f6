import type { Clock, Image, ImageCatalog, ImageId, Rollout, RolloutId, RolloutStore } from '#libs/domain';

/** What is halted or quarantined is sent no longer than this. */
const FRESH_FOR_MS = 1_000;
/** Rollouts and images that are asked for within that time. */
const MAX_KEPT = 1_000;
const IMAGE_PAGE = 500;

interface Read<T> {
  readonly atMs: number;
  readonly value: Promise<T>;
}

/** Rollouts and their images, at most a second old: a fleet that is upgraded asks for the same ones at every turn. */
export class RecentRollouts {
  private readonly rollouts = new Map<RolloutId, Read<Rollout | undefined>>();
  private readonly images = new Map<ImageId, Read<Image | undefined>>();
  private released: Read<readonly Image[]> | undefined;

  constructor(
    private readonly store: RolloutStore,
    private readonly catalog: ImageCatalog,
    private readonly clock: Clock,
  ) {}

  rollout(id: RolloutId): Promise<Rollout | undefined> {
    return this.recent(this.rollouts, id, () => this.store.get(id));
  }

  /** Those that are known, by id. */
  async imagesOf(ids: readonly ImageId[]): Promise<ReadonlyMap<ImageId, Image>> {
    const found = await Promise.all(ids.map((id) => this.recent(this.images, id, () => this.catalog.get(id))));
    return new Map(found.flatMap((image) => (image === undefined ? [] : [[image.id, image] as const])));
  }

  /** All images that may lie on the way of a device. */
  allReleased(): Promise<readonly Image[]> {
    const known = this.released;
    if (this.isFresh(known)) return known.value;
    const read = { atMs: this.clock.now(), value: this.readReleased() };
    this.released = read;
    read.value.catch(() => {
      if (this.released === read) this.released = undefined;
    });
    return read.value;
  }

  private async readReleased(): Promise<readonly Image[]> {
    const images: Image[] = [];
    for (;;) {
      const after = images.at(-1)?.id;
      const page = await this.catalog.list({
        states: ['released'],
        limit: IMAGE_PAGE,
        ...(after !== undefined && { after }),
      });
      images.push(...page);
      if (page.length < IMAGE_PAGE) return images;
    }
  }

  private recent<K, T>(known: Map<K, Read<T>>, key: K, read: () => Promise<T>): Promise<T> {
    const last = known.get(key);
    if (this.isFresh(last)) return last.value;
    const asked = { atMs: this.clock.now(), value: read() };
    known.delete(key);
    known.set(key, asked);
    for (const oldest of known.keys()) {
      if (known.size <= MAX_KEPT) break;
      known.delete(oldest);
    }
    // An error is no answer to keep.
    asked.value.catch(() => known.get(key) === asked && known.delete(key));
    return asked.value;
  }

  private isFresh<T>(read: Read<T> | undefined): read is Read<T> {
    const nowMs = this.clock.now();
    return read !== undefined && nowMs >= read.atMs && nowMs - read.atMs < FRESH_FOR_MS;
  }
}
