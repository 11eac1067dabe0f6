import { type DeviceStore, EVERYTHING } from '#libs/domain';
import { aDevice, aSyncState } from '../fixtures.ts';

export function deviceCounts(store: () => DeviceStore): void {
  const model = ['identity.manufacturer', 'softwareVersion'];

  test('devices are counted by what they have, the commonest first', async () => {
    const devices = [
      aDevice({ tags: ['gold', 'north'], softwareVersion: '2', conditions: ['Degraded', 'Drifted'] }),
      aDevice({ tags: ['gold'], softwareVersion: '2', rebootPending: true, sync: aSyncState({ profiles: ['a@1'] }) }),
      aDevice({ softwareVersion: '10', lastBootAt: '2026-01-01T00:00:00.000Z' }),
    ];
    for (const device of devices) await store().save(device);
    expect(await store().countBy(EVERYTHING, ['tags'], 10)).toEqual([
      { values: ['gold'], count: 2 },
      { values: ['north'], count: 1 },
    ]);
    expect(await store().countBy(EVERYTHING, ['tags'], 1)).toEqual([{ values: ['gold'], count: 2 }]);
    expect(await store().countBy(EVERYTHING, model, 10)).toEqual([
      { values: ['Acme', '2'], count: 2 },
      { values: ['Acme', '10'], count: 1 },
    ]);
    expect(await store().countBy(EVERYTHING, ['sync.profiles'], 10)).toEqual([{ values: ['a@1'], count: 1 }]);
    expect(await store().countBy(EVERYTHING, ['rebootPending'], 10)).toEqual([
      { values: [false], count: 2 },
      { values: [true], count: 1 },
    ]);
    expect(await store().countBy(EVERYTHING, ['lastBootAt'], 1)).toEqual([{ values: [null], count: 2 }]);
    const gold = { op: 'eq', field: 'tags', value: 'gold' } as const;
    expect(await store().countBy(gold, ['conditions'], 10)).toEqual([
      { values: ['Degraded'], count: 1 },
      { values: ['Drifted'], count: 1 },
    ]);
    const [first] = devices;
    const one = { op: 'eq', field: 'id', value: first?.id ?? '' } as const;
    expect(await store().countBy(one, ['id', 'tags'], 10)).toEqual([
      { values: [first?.id, 'gold'], count: 1 },
      { values: [first?.id, 'north'], count: 1 },
    ]);
  });

  test('devices are not counted by what is no field', async () => {
    await expect(store().countBy(EVERYTHING, ["tags') OR 1"], 1)).rejects.toThrow(TypeError);
  });
}
