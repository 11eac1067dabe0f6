import type { Image, ImageCatalog } from '#libs/domain';

const PAGE = 200;
/** More are no catalogue that anybody keeps. */
const MOST = 10_000;

/** All images that may be sent. */
export async function releasedImages(catalog: ImageCatalog): Promise<readonly Image[]> {
  const images: Image[] = [];
  for (;;) {
    const after = images.at(-1)?.id;
    const page = await catalog.list({ states: ['released'], limit: PAGE, ...(after === undefined ? {} : { after }) });
    images.push(...page);
    if (page.length < PAGE || images.length >= MOST) return images;
  }
}
