import { DEVICE_FIELDS, SORTABLE_DEVICE_FIELDS } from '#libs/domain';
import { deviceField, deviceSchema } from './device-schema.ts';

describe('the schema of devices', () => {
  test('declares every field of the filter language, or queries would be refused', () => {
    const undeclared = [...DEVICE_FIELDS.keys()].filter((field) => deviceSchema.path(deviceField(field)) === undefined);
    expect(undeclared).toEqual([]);
  });

  test('has an index for every order', () => {
    const first = deviceSchema.indexes().map(([keys]) => Object.keys(keys)[0]);
    for (const field of SORTABLE_DEVICE_FIELDS) if (field !== 'id') expect(first).toContain(field);
  });
});
