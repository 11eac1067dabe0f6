import {
  type Device,
  type DeviceStore,
  EVERYTHING,
  type Filter,
  InvalidCursor,
  SORTABLE_DEVICE_FIELDS,
} from '#libs/domain';
import { aDevice } from '../fixtures.ts';

export function devicePages(store: () => DeviceStore): void {
  /** Every page, and what is done between them. */
  const readAll = async (
    sort: string,
    limit: number,
    filter: Filter = EVERYTHING,
    between?: () => Promise<unknown>,
  ) => {
    const seen: Device[] = [];
    let cursor: string | undefined;
    do {
      const page = await store().list({ filter, sort, limit, ...(cursor !== undefined && { cursor }) });
      expect(page.devices.length).toBeLessThanOrEqual(limit);
      seen.push(...page.devices);
      cursor = page.next;
      await between?.();
    } while (cursor !== undefined);
    return seen;
  };
  const idsOf = (devices: readonly Device[]) => devices.map(({ id }) => id);

  const saveTen = async (): Promise<readonly Device[]> => {
    const saved: Device[] = [];
    for (let index = 0; index < 10; index++) {
      const device = aDevice({
        softwareVersion: `1.${index % 3}`,
        registeredAt: `2026-01-0${1 + (index % 4)}T00:00:00.000Z`,
        lastInformAt: `2026-02-0${1 + (index % 5)}T00:00:00.000Z`,
        ...(index % 2 === 0 && { lastBootAt: `2026-01-0${1 + index / 2}T00:00:00.000Z` }),
      });
      saved.push(await store().save(device));
    }
    return saved;
  };

  test.each(SORTABLE_DEVICE_FIELDS.flatMap((field) => [field, `-${field}`]))(
    'pages sorted by %s hold each device once, equal ones included',
    async (sort) => {
      const devices = await saveTen();
      const whole = idsOf(await readAll(sort, 100));
      expect(new Set(whole)).toEqual(new Set(idsOf(devices)));
      for (const limit of [1, 3, 5, 10]) expect(idsOf(await readAll(sort, limit))).toEqual(whole);
    },
  );

  test('sorts upwards and downwards, a missing value first', async () => {
    const devices = await saveTen();
    const versions = (await readAll('softwareVersion', 4)).map(({ softwareVersion }) => softwareVersion);
    expect(versions).toEqual(versions.toSorted());
    const down = (await readAll('-lastInformAt', 4)).map(({ lastInformAt }) => lastInformAt);
    expect(down).toEqual(down.toSorted().toReversed());
    const boots = (await readAll('lastBootAt', 4)).map(({ lastBootAt }) => lastBootAt);
    expect(boots.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(boots.slice(5)).toEqual(boots.slice(5).toSorted());
    expect(idsOf(await readAll('id', 4))).toEqual(idsOf(devices).toSorted());
  });

  test('devices that come and go between the pages neither hide nor double the others', async () => {
    const devices = await saveTen();
    const [doomed, ...staying] = devices.toSorted((a, b) => (a.id < b.id ? -1 : 1)).toReversed();
    const seen = await readAll('id', 2, EVERYTHING, async () => {
      await store().save(aDevice());
      if (doomed !== undefined) await store().remove(doomed.id);
    });
    const ids = idsOf(seen);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id } of staying) expect(ids).toContain(id);
  });

  test('a filter holds on every page', async () => {
    await saveTen();
    const filter: Filter = { op: 'eq', field: 'softwareVersion', value: '1.0' };
    expect(await readAll('-registeredAt', 2, filter)).toHaveLength(4);
  });

  test('a cursor from elsewhere is refused', async () => {
    await saveTen();
    const page = await store().list({ filter: EVERYTHING, sort: 'id', limit: 2 });
    const foreign = page.next ?? '';
    const forged = Buffer.from(JSON.stringify(['-id', { $gt: '' }, 7])).toString('base64url');
    for (const cursor of [foreign, forged, '', 'nonsense', '{}', 'bnVsbA']) {
      const reading = store().list({ filter: EVERYTHING, sort: '-id', limit: 2, cursor });
      await expect(reading).rejects.toThrow(InvalidCursor);
    }
  });
}
