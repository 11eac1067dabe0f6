import { type CommandOf, type FilePlace, type ImageCatalog, imageFileName } from '#libs/domain';
import type { FileUrls } from '#libs/platform';

/** Places for the files of commands, made right before they are sent: so the image is released, and the URL fresh. */
export class FilePlaces {
  constructor(
    private readonly images: ImageCatalog,
    private readonly urls: FileUrls,
  ) {}

  async of(command: CommandOf<'download'> | CommandOf<'upload'>): Promise<FilePlace> {
    const { deviceId, commandKey, spec } = command;
    const { login = 'none', delaySeconds = 0 } = spec;
    const ticket = { deviceId, commandKey, login };
    const delayMs = delaySeconds * 1_000;
    if (spec.kind === 'upload') return this.urls.make({ to: 'send', ...ticket }, '', delayMs);
    const image = await this.images.get(spec.image ?? '');
    if (image === undefined) return { ok: false, why: `There is no image ${spec.image} any more.` };
    if (image.state !== 'released')
      return { ok: false, why: `The image ${image.id} is ${image.state}: it was not sent.` };
    const place = this.urls.make({ to: 'fetch', image: image.id, ...ticket }, imageFileName(image), delayMs);
    const { fileType, size } = image;
    return place.ok ? { ...place, file: { fileType, size } } : place;
  }
}
