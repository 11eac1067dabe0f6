import { type DeviceId, type ModelSchema, type ModelStore, RevisionConflict, unknownModel } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';

/** What every ModelStore promises. */
export function modelStoreContract(name: string, make: MakeAdapter<ModelStore>): void {
  describe(`ModelStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;

    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    test('a model is found as it was saved, also after a restart', async () => {
      const key = 'Acme/00A0B1/Box%2F1/1.0';
      expect(await made.port.get(key)).toBeUndefined();
      const since = '2026-01-01T00:00:00.000Z';
      const path = 'Device.X.{i}.Y';
      const saved = await made.port.save({
        ...unknownModel(key),
        unreadable: ['Device.X_ACME.Secret'],
        writeBatch: 8,
        incidents: [{ path, since, devices: ['00A0B1-Box-1' as DeviceId] }],
        frozen: [{ path, generation: 3, why: 'It is refused.', since }],
      });
      expect(saved.revision).toBe(1);
      const again = (await made.reopen?.()) ?? made.port;
      expect(await again.get(key)).toEqual(saved);
      expect(await again.get('__proto__')).toBeUndefined();
    });

    test('of two that save the same revision, one wins', async () => {
      const model = unknownModel('key');
      const created = await Promise.allSettled([made.port.save(model), made.port.save(model)]);
      expect(created.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const stored = await made.port.get('key');
      const saved = await made.port.save({ ...model, revision: stored?.revision ?? 0, readBatch: 7 });
      await expect(made.port.save({ ...model, revision: 1 })).rejects.toThrow(RevisionConflict);
      await expect(made.port.save({ ...unknownModel('absent'), revision: 3 })).rejects.toThrow(RevisionConflict);
      expect(await made.port.get('key')).toEqual(saved);
    });

    test('schemas are kept beside what is known of the models, and listed page by page', async () => {
      const [a, b] = [aSchema('a'), aSchema('b/%2F')];
      expect(await made.port.schema('a')).toBeUndefined();
      await made.port.saveSchema(b);
      await made.port.saveSchema({ ...a, parameters: [] });
      await made.port.saveSchema(a);
      const again = (await made.reopen?.()) ?? made.port;
      expect(await again.schema('a')).toEqual(a);
      expect(await again.schemas({ limit: 1 })).toEqual([a]);
      expect(await again.schemas({ after: 'a', limit: 10 })).toEqual([b]);
      expect(await again.get('a')).toBeUndefined();
    });
  });
}

function aSchema(key: string): ModelSchema {
  return {
    key,
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Box' },
    softwareVersion: '1.0',
    parameters: [
      { path: 'Device.WiFi.SSID.{i}.SSID', type: 'string', writable: true },
      { path: 'Device.WiFi.SSID.{i}.', writable: false },
    ],
  };
}
