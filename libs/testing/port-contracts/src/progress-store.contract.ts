import { NO_CURVE, type ProgressStore, progressOf, type RolloutProgress } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aRollout } from './rollout-fixtures.ts';

function aProgress(overrides: Partial<RolloutProgress> = {}): RolloutProgress {
  return { ...progressOf([], Date.UTC(2026, 0, 1)), rollout: aRollout().id, rules: [], curve: NO_CURVE, ...overrides };
}

/** What every ProgressStore promises. */
export function progressStoreContract(name: string, make: MakeAdapter<ProgressStore>): void {
  describe(`ProgressStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: ProgressStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('what was put last is there, also after a restart', async () => {
      const first = aProgress();
      const { rollout } = first;
      expect(await store.get(rollout)).toBeUndefined();
      await store.put(first);
      await store.put(aProgress());
      const held = [{ deviceId: '00A0B1-Router-1' as never, rollout: aRollout().id }];
      const second = aProgress({
        rollout,
        finished: 7,
        rules: [{ rule: 'maxSilent', action: 'halt', value: 2, limit: 5, tripped: false, wave: 1 }],
        enrolling: { cursor: 'c', looked: 500, held: 1, heldBy: held },
      });
      await store.put(second);
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get(rollout)).toEqual(second);
    });
  });
}
