import { type CommandOf, type FilePlace, type FileTicket, type ImageCatalog, imageFileName } from '#libs/domain';
import type { FileUrls } from '#libs/platform';

type Bearer = Pick<FileTicket, 'deviceId' | 'commandKey' | 'login'>;

/** Places for the files of commands, made right before they are sent: so the image is released, and the URL fresh. */
export class FilePlaces {
  constructor(
    private readonly images: ImageCatalog,
    private readonly urls: FileUrls,
  ) {}

  async of(command: CommandOf<'download'> | CommandOf<'upload'>): Promise<FilePlace> {
    const { deviceId, commandKey, spec } = command;
    const { login = 'none', delaySeconds = 0 } = spec;
    const bearer = { deviceId, commandKey, login };
    const delayMs = delaySeconds * 1_000;
    if (spec.kind === 'upload') return this.urls.make({ to: 'send', ...bearer }, '', delayMs);
    return this.ofImage(spec.image ?? '', bearer, delayMs);
  }

  /** `delayMs`: as long as the CPE waits before it begins. */
  async ofImage(id: string, bearer: Bearer, delayMs = 0): Promise<FilePlace> {
    const image = await this.images.get(id);
    if (image === undefined) return { ok: false, why: `There is no image ${id} any more.` };
    if (image.state !== 'released')
      return { ok: false, why: `The image ${image.id} is ${image.state}: it was not sent.` };
    const place = this.urls.make({ to: 'fetch', image: image.id, ...bearer }, imageFileName(image), delayMs);
    const { fileType, size } = image;
    return place.ok ? { ...place, file: { fileType, size } } : place;
  }
}
