import { type CommandStore, type DeviceId, InvalidCursor, RevisionConflict } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aCommand, aDeviceId } from './fixtures.ts';

/** What every CommandStore promises. */
export function commandStoreContract(name: string, make: MakeAdapter<CommandStore>): void {
  describe(`CommandStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: CommandStore;
    let deviceId: DeviceId;

    beforeEach(async () => {
      made = await make();
      store = made.port;
      deviceId = aDeviceId();
    });
    afterEach(() => made.close());

    const addOne = async (overrides: Parameters<typeof aCommand>[0] = {}) =>
      (await store.add(aCommand({ deviceId, ...overrides }))).command;

    test('a command that was added is found, also after a restart', async () => {
      const command = aCommand({ progress: { done: ['__proto__'], 'a.b': null } });
      const { command: stored, added } = await store.add(command);
      expect(added).toBe(true);
      expect(stored).toEqual({ ...command, revision: 1 });
      const again = (await made.reopen?.()) ?? store;
      expect(await again.get(command.id)).toEqual(stored);
      expect(await again.get('another')).toBeUndefined();
    });

    test('a command with secrets comes back as it was, however it is found', async () => {
      const name = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
      const spec = { kind: 'set', values: [{ name, value: 'correct horse' }] } as const;
      const added = await addOne({ spec, idempotencyKey: 'once', deadlineAt: '2026-03-01T00:00:00.000Z' });
      expect(added.spec).toEqual(spec);
      expect((await store.add(aCommand({ deviceId, idempotencyKey: 'once' }))).command).toEqual(added);
      const saved = await store.save({ ...added, attempts: 1 });
      expect(saved.spec).toEqual(spec);
      expect(await store.get(added.id)).toEqual(saved);
      expect(await store.open(deviceId)).toEqual([saved]);
      expect((await store.list({ deviceId, limit: 10 })).commands).toEqual([saved]);
      expect(await store.overdue('2026-03-01T00:00:00.000Z', 10)).toContainEqual(saved);
    });

    test('adding a command whose id or idempotency key is there stores nothing', async () => {
      const first = await addOne({ idempotencyKey: 'once' });
      const sameKey = await store.add(aCommand({ deviceId, idempotencyKey: 'once' }));
      expect(sameKey).toEqual({ command: first, added: false });
      const sameId = await store.add(aCommand({ deviceId, id: first.id, spec: { kind: 'factoryReset' } }));
      expect(sameId).toEqual({ command: first, added: false });
      expect((await store.list({ deviceId, limit: 10 })).commands).toEqual([first]);
    });

    test('an idempotency key counts per device, and also when its command is done', async () => {
      const first = await addOne({ idempotencyKey: 'once' });
      const done = await store.save({ ...first, state: 'completed' });
      expect(await store.add(aCommand({ deviceId, idempotencyKey: 'once' }))).toEqual({ command: done, added: false });
      const other = await store.add(aCommand({ deviceId: aDeviceId(), idempotencyKey: 'once' }));
      expect(other.added).toBe(true);
      expect((await store.add(aCommand({ deviceId }))).added).toBe(true);
    });

    test('of fifty that add the same idempotency key at once, one does', async () => {
      const results = await Promise.all(
        Array.from({ length: 50 }, () => store.add(aCommand({ deviceId, idempotencyKey: 'once' }))),
      );
      expect(results.filter(({ added }) => added)).toHaveLength(1);
      expect(new Set(results.map(({ command }) => command.id)).size).toBe(1);
    });

    test('open ones are the queued and sent, oldest first', async () => {
      const commands = [];
      for (const state of ['queued', 'sent', 'completed', 'failed', 'expired', 'cancelled', 'queued'] as const) {
        const command = await addOne();
        commands.push(await store.save({ ...command, state }));
      }
      await store.add(aCommand());
      expect(await store.open(deviceId)).toEqual([commands[0], commands[1], commands[6]]);
    });

    test('saving gives the next revision; what was loaded before can not be saved', async () => {
      const command = await addOne();
      const saved = await store.save({ ...command, state: 'sent', attempts: 1 });
      expect(saved).toEqual({ ...command, state: 'sent', attempts: 1, revision: command.revision + 1 });
      await expect(store.save({ ...command, state: 'cancelled' })).rejects.toThrow(RevisionConflict);
      await expect(store.save(aCommand())).rejects.toThrow(RevisionConflict);
      expect(await store.get(command.id)).toEqual(saved);
    });

    test('of fifty that save one revision at once, one does', async () => {
      const command = await addOne();
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, (_, attempts) => store.save({ ...command, attempts })),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('lists newest first, page by page', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 7; index++) ids.push((await addOne()).id);
      await store.add(aCommand());
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list({ deviceId, limit: 3, ...(cursor !== undefined && { cursor }) });
        expect(page.commands.length).toBeLessThanOrEqual(3);
        seen.push(...page.commands.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids.toReversed());
      await expect(store.list({ deviceId, limit: 3, cursor: 'nonsense' })).rejects.toThrow(InvalidCursor);
    });

    test('lists by state', async () => {
      const queued = await addOne();
      const failed = await store.save({ ...(await addOne()), state: 'failed' });
      const idsIn = async (states: readonly ('queued' | 'failed' | 'sent')[]) =>
        (await store.list({ deviceId, states, limit: 10 })).commands.map(({ id }) => id);
      expect(await idsIn(['failed'])).toEqual([failed.id]);
      expect(await idsIn(['queued', 'failed'])).toEqual([failed.id, queued.id]);
      expect(await idsIn(['sent'])).toEqual([]);
    });

    test('overdue ones are open and have their deadline behind them', async () => {
      const at = (minute: number) => `2026-03-01T00:0${minute}:00.000Z`;
      const first = await addOne({ deadlineAt: at(1) });
      const second = await addOne({ deadlineAt: at(2) });
      await addOne({ deadlineAt: at(3) });
      await store.save({ ...(await addOne({ deadlineAt: at(1) })), state: 'completed' });
      expect(new Set(await store.overdue(at(2), 10))).toEqual(new Set([first, second]));
      expect(await store.overdue(at(2), 1)).toHaveLength(1);
      expect(await store.overdue(at(0), 10)).toEqual([]);
      await store.save({ ...first, deadlineAt: at(9) });
      expect(await store.overdue(at(2), 10)).toEqual([second]);
    });

    test('those finished before a time are forgotten, a few at a time, and open ones never', async () => {
      const at = (minute: number) => `2026-03-01T00:0${minute}:00.000Z`;
      const open = await addOne({ createdAt: at(0) });
      const finish = async (minute: number) =>
        store.save({ ...(await addOne()), state: 'completed', finishedAt: at(minute) });
      const old = [await finish(1), await finish(2)];
      const recent = await finish(3);
      expect(await store.prune(at(3), 1)).toBe(1);
      expect(await store.prune(at(3), 10)).toBe(1);
      expect(await store.prune(at(3), 10)).toBe(0);
      for (const { id } of old) expect(await store.get(id)).toBeUndefined();
      for (const { id } of [open, recent]) expect(await store.get(id)).toBeDefined();
    });
  });
}
