import type { Declaration, DeclarationStore } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId } from './fixtures.ts';

/** What every DeclarationStore promises. */
export function declarationStoreContract(name: string, make: MakeAdapter<DeclarationStore>): void {
  describe(`DeclarationStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;

    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    test('a declaration is found as it was put, replaced by the next, and removed once', async () => {
      const declaration = aDeclaration('B');
      expect(await made.port.get(declaration.id)).toBeUndefined();
      await made.port.put(declaration);
      const again = (await made.reopen?.()) ?? made.port;
      expect(await again.get(declaration.id)).toEqual(declaration);
      const other = { ...declaration, tags: [], attributes: { site: 'north' } };
      await again.put(other);
      expect(await again.get(declaration.id)).toEqual(other);
      expect(await again.remove(declaration.id)).toBe(true);
      expect(await again.remove(declaration.id)).toBe(false);
      expect(await again.get(declaration.id)).toBeUndefined();
    });

    test('they are listed by id, page by page', async () => {
      const all = ['C', 'A', 'B'].map(aDeclaration);
      for (const one of all) await made.port.put(one);
      const [first] = await made.port.list({ limit: 1 });
      expect(first).toEqual(all[1]);
      expect(await made.port.list({ after: all[1]?.id ?? aDeviceId(), limit: 10 })).toEqual([all[2], all[0]]);
    });
  });
}

function aDeclaration(serialNumber: string): Declaration {
  return {
    id: aDeviceId(serialNumber),
    tags: ['gold'],
    attributes: { plan: 'gold', site: '$where' },
    declaredAt: '2026-01-01T00:00:00.000Z',
  };
}
