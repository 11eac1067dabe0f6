import type { TransferRevocations } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';

/** What every TransferRevocations promises. */
export function transferRevocationsContract(name: string, make: MakeAdapter<TransferRevocations>): void {
  describe(`TransferRevocations: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;

    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    test('what was revoked is in force until its time, also after a restart', async () => {
      const nowMs = Date.now();
      await made.port.revoke('F.a.', nowMs + 1_000);
      await made.port.revoke('F.b.', nowMs + 600_000);
      await made.port.revoke('F.b.', nowMs + 2_000);
      const port = (await made.reopen?.()) ?? made.port;
      expect((await port.inForce(nowMs)).toSorted()).toEqual(['F.a.', 'F.b.']);
      expect(await port.inForce(nowMs + 1_000)).toEqual(['F.b.']);
      expect(await port.inForce(nowMs + 600_000)).toEqual([]);
    });
  });
}
