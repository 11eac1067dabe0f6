import {
  type Clock,
  type Image,
  type ImageCatalog,
  type RolloutDocument,
  type RolloutProblem,
  readRollout,
} from '#libs/domain';

export type CheckedRollout =
  | {
      readonly document: RolloutDocument;
      readonly image: Image;
      /** What keeps it from being carried out as things are. */
      readonly problems: readonly RolloutProblem[];
    }
  /** It can't be kept. */
  | { readonly document?: never; readonly problems: readonly RolloutProblem[] };

/** Says what is wrong with a rollout: by itself, and against the images and the time of day. */
export class CheckRollout {
  readonly #images: ImageCatalog;
  readonly #clock: Clock;

  constructor(images: ImageCatalog, clock: Clock) {
    this.#images = images;
    this.#clock = clock;
  }

  /** A document from outside. */
  async execute(json: unknown): Promise<CheckedRollout> {
    const read = readRollout(json);
    if (!read.ok) return { problems: read.problems };
    const problems = this.#ofDeadline(read.document);
    return problems.length > 0 ? { problems } : this.stored(read.document);
  }

  /** One that was checked before. */
  async stored(document: RolloutDocument): Promise<CheckedRollout> {
    const image = await this.#images.get(document.image);
    if (image === undefined) {
      const detail = 'There is no such image: add it first, and give its id.';
      return { problems: [{ pointer: '/image', code: 'bad_value', detail }] };
    }
    return { document, image, problems: [...ofImage(image), ...this.#ofDeadline(document)] };
  }

  #ofDeadline({ deadlineAt }: RolloutDocument): readonly RolloutProblem[] {
    if (Date.parse(deadlineAt) > this.#clock.now()) return [];
    return [{ pointer: '/deadlineAt', code: 'bad_value', detail: 'It is over already.' }];
  }
}

function ofImage({ state, version }: Image): readonly RolloutProblem[] {
  if (state === 'released') return [];
  const detail = `The image ${version} is ${state}: it has to be released before the rollout is started.`;
  return [{ pointer: '/image', code: 'bad_value', detail }];
}
