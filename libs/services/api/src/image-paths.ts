import { type Image, type ImagePath, type ImageSubject, imagePath, type PathGuards } from '#libs/domain';

/** CPEs say what model and version they are: they may invent any number. */
const MOST_KNOWN = 10_000;

/** The way of each device to an image. Devices of one model and version go the same way: it is looked for once. */
export class ImagePaths {
  readonly #target: Image;
  readonly #images: readonly Image[];
  readonly #guards: PathGuards;
  readonly #known = new Map<string, ImagePath>();

  constructor(target: Image, images: readonly Image[], guards: PathGuards) {
    this.#target = target;
    this.#images = images;
    this.#guards = guards;
  }

  of(device: ImageSubject): ImagePath {
    const { manufacturer, oui, productClass } = device.identity;
    const key = JSON.stringify([manufacturer, oui, productClass, device.hardwareVersion, device.softwareVersion]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const path = imagePath(this.#target, this.#images, device, this.#guards);
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, path);
    return path;
  }
}
