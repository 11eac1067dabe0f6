import type { Image, ImageState } from '../rollout/image.ts';

export interface ImageQuery {
  readonly states?: readonly ImageState[];
  /** Of the image after which the page begins. */
  readonly after?: string;
  readonly limit: number;
}

/** What is known of the images. A write that resolved is durable, and every later read sees it. */
export abstract class ImageCatalog {
  /** Stores a new image; if there is one with the same content, nothing is stored and that one is returned. */
  abstract add(image: Image): Promise<{ readonly image: Image; readonly added: boolean }>;
  abstract get(id: string): Promise<Image | undefined>;
  /** Saves what was loaded at `image.revision`; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(image: Image): Promise<Image>;
  /** By id. */
  abstract list(query: ImageQuery): Promise<readonly Image[]>;
  /** Removes it as it was loaded. Rejects with RevisionConflict. */
  abstract remove(image: Image): Promise<void>;
}
