import {
  type Clock,
  type EventBus,
  type Image,
  type ImageCatalog,
  type ImageOutcome,
  type ImageStore,
  imageChanged,
  imageRemoved,
  type NewEvent,
  refuseRemoval,
  timestamp,
} from '#libs/domain';
import type { CommandIds } from './command-ids.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/** What people say about an image that is new. */
export type ImageDraft = Omit<Image, 'id' | 'revision' | 'size' | 'state' | 'reason' | 'createdAt'>;

export type AddOutcome =
  | { readonly status: 'added' | 'known'; readonly image: Image }
  | { readonly status: 'mismatch'; readonly sha256: string }
  | { readonly status: 'unknownUpload' };

export type ChangeOutcome =
  | { readonly status: 'done'; readonly image: Image }
  | { readonly status: 'unknownImage' }
  | { readonly status: 'refused'; readonly why: string };

/** Takes images in, and changes what is known about them. */
export class KeepImages {
  readonly #store: ImageStore;
  readonly #catalog: ImageCatalog;
  readonly #bus: EventBus;
  readonly #ids: CommandIds;
  readonly #clock: Clock;

  constructor(store: ImageStore, catalog: ImageCatalog, bus: EventBus, ids: CommandIds, clock: Clock) {
    this.#store = store;
    this.#catalog = catalog;
    this.#bus = bus;
    this.#ids = ids;
    this.#clock = clock;
  }

  /** The id of an upload, which is durable: it can be gone on with. */
  async begin(): Promise<string> {
    const upload = this.#ids.next();
    await this.#store.append(upload, 0, nothing());
    return upload;
  }

  /** Of a source that breaks, nothing is kept. */
  async addAtOnce(bytes: AsyncIterable<Uint8Array>, draft: ImageDraft, sha256?: string): Promise<AddOutcome> {
    const upload = this.#ids.next();
    try {
      await this.#store.append(upload, 0, bytes);
    } catch (error) {
      await this.#store.remove(upload);
      throw error;
    }
    return this.complete(upload, draft, sha256);
  }

  /** Repeating it after it was done gives what became of it. */
  async complete(upload: string, draft: ImageDraft, sha256?: string): Promise<AddOutcome> {
    const outcome = await this.#store.complete(upload, sha256);
    if (outcome.status === 'mismatch') return outcome;
    const id = outcome.status === 'stored' ? outcome.sha256 : (sha256 ?? '');
    // An earlier attempt may have got so far and no further.
    const file = await this.#store.stat(id);
    if (file?.kind !== 'file') return { status: 'unknownUpload' };
    const createdAt = timestamp(this.#clock.now());
    const fresh: Image = { ...draft, id, revision: 0, size: file.size, state: 'draft', createdAt };
    if ((await this.#catalog.get(id)) === undefined)
      await this.#tell(imageChanged(undefined, fresh, this.#clock.now()));
    const { image, added } = await this.#catalog.add(fresh);
    return { status: added ? 'added' : 'known', image };
  }

  change(id: string, decide: (image: Image) => ImageOutcome): Promise<ChangeOutcome> {
    return retryOnConflict(async () => {
      const image = await this.#catalog.get(id);
      if (image === undefined) return { status: 'unknownImage' };
      const outcome = decide(image);
      if (outcome.status === 'refused') return outcome;
      if (outcome.status === 'same') return { status: 'done', image };
      await this.#tell(imageChanged(image, outcome.image, this.#clock.now()));
      return { status: 'done', image: await this.#catalog.save(outcome.image) };
    });
  }

  /** The bytes go later, when nobody can have begun to bring them again. */
  remove(id: string): Promise<ChangeOutcome> {
    return retryOnConflict(async () => {
      const image = await this.#catalog.get(id);
      if (image === undefined) return { status: 'unknownImage' };
      const why = refuseRemoval(image);
      if (why !== undefined) return { status: 'refused', why };
      await this.#tell(imageRemoved(image, this.#clock.now()));
      await this.#catalog.remove(image);
      return { status: 'done', image };
    });
  }

  /** Before it is saved: so it is told at least once. */
  async #tell(event: NewEvent<'image.changed'> | undefined): Promise<void> {
    if (event !== undefined) await this.#bus.publish([event]);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
