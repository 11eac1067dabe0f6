import { createHash } from 'node:crypto';
import { type Image, type ImageCatalog, RevisionConflict } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';

/** What every ImageCatalog promises. */
export function imageCatalogContract(name: string, make: MakeAdapter<ImageCatalog>): void {
  describe(`ImageCatalog: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let catalog: ImageCatalog;

    beforeEach(async () => {
      made = await make();
      catalog = made.port;
    });
    afterEach(() => made.close());

    test('an image is found as it was added, once for each content, also after a restart', async () => {
      const image = anImage({ signature: 'sig', fits: [{ oui: '00A0B1', from: { versions: ['1.0'] } }, {}] });
      const { image: added } = await catalog.add(image);
      expect(added).toEqual({ ...image, revision: 1 });
      expect(await catalog.add({ ...image, name: 'another' })).toEqual({ image: added, added: false });
      const again = (await made.reopen?.()) ?? catalog;
      expect(await again.get(image.id)).toEqual(added);
      expect(await again.get(anImage().id)).toBeUndefined();
    });

    test('of two that save or remove what they loaded, one wins', async () => {
      const { image } = await catalog.add(anImage());
      const saved = await catalog.save({ ...image, state: 'quarantined', reason: 'bad' });
      expect(saved).toEqual({ ...image, revision: 2, state: 'quarantined', reason: 'bad' });
      await expect(catalog.save({ ...image, state: 'released' })).rejects.toThrow(RevisionConflict);
      await expect(catalog.remove(image)).rejects.toThrow(RevisionConflict);
      expect(await catalog.get(image.id)).toEqual(saved);
      await catalog.remove(saved);
      expect(await catalog.get(image.id)).toBeUndefined();
      await expect(catalog.save(saved)).rejects.toThrow(RevisionConflict);
      expect((await catalog.add(anImage({ id: image.id }))).added).toBe(true);
    });

    test('images are listed by id and state', async () => {
      const states = ['draft', 'released', 'quarantined', 'released'] as const;
      const added: Image[] = [];
      for (const state of states) added.push((await catalog.add(anImage({ state }))).image);
      const all = added.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(await catalog.list({ limit: 10 })).toEqual(all);
      expect(await catalog.list({ limit: 2, after: all[0]?.id ?? '' })).toEqual(all.slice(1, 3));
      expect(await catalog.list({ limit: 10, states: ['released'] })).toEqual(
        all.filter(({ state }) => state === 'released'),
      );
    });
  });
}

let images = 0;

/** An image that was never saved. */
export function anImage(overrides: Partial<Image> = {}): Image {
  return {
    id: createHash('sha256').update(`image ${++images}`).digest('hex'),
    revision: 0,
    size: 1_000,
    name: 'Gateway',
    version: '2.0.1',
    fileType: '1 Firmware Upgrade Image',
    aliases: [],
    fits: [{}],
    releaseNotes: '',
    state: 'draft',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
