import { DEVICE_FIELDS, type DeviceStore, matches, parseFilter } from '#libs/domain';
import { aDevice, aSyncState } from '../fixtures.ts';

/** Filters over the three devices below; how many match is decided by `matches`, whose own specs say what is right. */
const FILTERS: readonly object[] = [
  {},
  { softwareVersion: '1.10' },
  { softwareVersion: { $ne: '1.10' } },
  { softwareVersion: { $gt: '1.10' } },
  { softwareVersion: { $gte: '1.10', $lt: '2' } },
  { softwareVersion: { $in: ['1.10', null] } },
  { softwareVersion: { $nin: ['1.10', '2.0'] } },
  { tags: 'gold' },
  { tags: { $ne: 'gold' } },
  { tags: { $in: ['silver', 'none'] } },
  { tags: { $nin: ['silver'] } },
  { tags: { $regex: '^GO', $options: 'i' } },
  { tags: { $gt: 'm' } },
  { tags: { $not: { $regex: 'e' } } },
  { tags: { $exists: true } },
  { 'lastInform.eventCodes': '1 BOOT' },
  { 'discovery.parameters': { $gt: 9 } },
  { 'discovery.parameters': { $in: [10, 300] } },
  { rebootPending: true },
  { rebootPending: { $ne: true } },
  { aliasBasedAddressing: { $in: [true, false] } },
  { lastBootAt: { $exists: false } },
  { lastBootAt: null },
  { lastBootAt: { $ne: null } },
  { lastBootAt: { $gt: '2026' } },
  { lastBootAt: { $not: { $gt: '2026' } } },
  { lastInformAt: { $lt: '2026-02' } },
  { provisioningCode: { $regex: '^%_' } },
  { provisioningCode: { $regex: 'x$' } },
  { provisioningCode: { $regex: '' } },
  { provisioningCode: "'; DROP TABLE devices; --" },
  { conditions: 'Degraded' },
  { conditions: { $in: ['Drifted', 'Degraded'] } },
  { conditions: { $in: ['Drifted', 'InSync'] } },
  { conditions: { $ne: 'Degraded' } },
  { 'sync.differingFrom': 'a@1' },
  { 'sync.differingFrom': { $regex: '^a@' } },
  { 'sync.differingFrom': { $exists: false } },
  { $or: [{ 'sync.differingFrom': 'b@2' }, { 'sync.differingFrom': { $exists: false }, 'sync.profiles': 'a@1' }] },
  { conditions: 'Degraded', tags: 'gold' },
  { $or: [{ conditions: 'Degraded' }, { tags: 'silver' }] },
  { $or: [{ tags: 'silver' }, { rebootPending: true }] },
  { $nor: [{ tags: 'silver' }, { lastBootAt: { $gt: '2026' } }] },
  { $and: [{ tags: 'gold' }, { $or: [{ softwareVersion: '2.0' }, { 'dataModel.kind': 'tr181' }] }] },
];

export function deviceFilters(store: () => DeviceStore): void {
  test('filters select what they say', async () => {
    const { differingFrom: _, ...ofBefore } = aSyncState({ profiles: ['a@1'] });
    const devices = [
      aDevice({
        softwareVersion: '1.10',
        tags: ['gold', 'new'],
        lastBootAt: '2026-01-05T00:00:00.000Z',
        conditions: ['InSync', 'Degraded'],
        sync: ofBefore,
      }),
      aDevice({
        softwareVersion: '2.0',
        tags: [],
        rebootPending: true,
        sync: aSyncState({ differing: 0, differingFrom: [] }),
        provisioningCode: '%_x',
        lastInformAt: '2026-02-01T00:00:00.000Z',
        discovery: { state: 'complete', parameters: 300, objects: 10, unreadable: 0 },
      }),
      aDevice({
        softwareVersion: '1.9',
        tags: ['silver', 'Golden'],
        aliasBasedAddressing: true,
        sync: aSyncState({ differingFrom: ['a@1', 'b@2'] }),
        conditions: ['InSync'],
        provisioningCode: "'; DROP TABLE devices; --",
        dataModel: { kind: 'tr181', root: 'Device.' },
        lastInform: { ...aDevice().lastInform, eventCodes: ['1 BOOT', '4 VALUE CHANGE'] },
      }),
    ];
    for (const device of devices) await store().save(device);
    for (const json of FILTERS) {
      const parsed = parseFilter(json, DEVICE_FIELDS);
      if ('error' in parsed) throw new Error(`${JSON.stringify(json)}: ${parsed.error.message}`);
      const { filter } = parsed;
      const expected = devices.filter((device) => matches(filter, device)).map(({ id }) => id);
      const page = await store().list({ filter, sort: 'id', limit: 10 });
      const found = { json, ids: page.devices.map(({ id }) => id), count: await store().count(filter) };
      expect(found).toEqual({ json, ids: expected.toSorted(), count: expected.length });
    }
  });
}
