import { type AuditLink, type AuditLog, RevisionConflict } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';

function aLink(number: number, more: Partial<AuditLink> = {}): AuditLink {
  return {
    number,
    at: '2026-01-01T00:00:00.000Z',
    who: 'ada',
    from: '127.0.0.1',
    what: 'publishProfile',
    subject: '/api/v1/profiles/base/publish',
    // Names of members are anybody's.
    detail: { 'a.b': '1', $c: '2', ['__proto__']: '3' },
    keyId: 'k1',
    proof: `proof ${number}`,
    ...more,
  };
}

/** What every AuditLog promises. */
export function auditLogContract(name: string, make: MakeAdapter<AuditLog>): void {
  describe(`AuditLog: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;

    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    const fill = async (count: number) => {
      for (let number = 1; number <= count; number++) await made.port.append(aLink(number));
    };

    test('an empty log has no newest link', async () => {
      expect(await made.port.newest()).toBeUndefined();
      expect(await made.port.after(0, 10)).toEqual([]);
      expect(await made.port.before(undefined, 10)).toEqual([]);
    });

    test('links come back as they were, also after a restart', async () => {
      await fill(3);
      const port = (await made.reopen?.()) ?? made.port;
      expect(await port.newest()).toEqual(aLink(3));
      expect(await port.after(0, 10)).toEqual([aLink(1), aLink(2), aLink(3)]);
    });

    test('pages go in both directions', async () => {
      await fill(5);
      const numbers = (links: readonly AuditLink[]) => links.map(({ number }) => number);
      expect(numbers(await made.port.after(2, 2))).toEqual([3, 4]);
      expect(numbers(await made.port.before(undefined, 2))).toEqual([5, 4]);
      expect(numbers(await made.port.before(3, 10))).toEqual([2, 1]);
    });

    test('a number that is taken, and one that leaves a gap, are refused', async () => {
      await fill(2);
      await expect(made.port.append(aLink(2, { who: 'eve' }))).rejects.toThrow(RevisionConflict);
      await expect(made.port.append(aLink(1, { who: 'eve' }))).rejects.toThrow(RevisionConflict);
      await expect(made.port.append(aLink(4))).rejects.toThrow(RevisionConflict);
      expect(await made.port.after(0, 10)).toEqual([aLink(1), aLink(2)]);
    });

    test('the newest once more changes nothing', async () => {
      await fill(2);
      await made.port.append(aLink(2));
      expect(await made.port.after(0, 10)).toHaveLength(2);
    });

    test('of many that are added at once as the next, one is', async () => {
      const writers = Array.from({ length: 8 }, (_, index) => made.port.append(aLink(1, { who: `writer ${index}` })));
      const outcomes = await Promise.allSettled(writers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await made.port.after(0, 10)).toHaveLength(1);
    });
  });
}
