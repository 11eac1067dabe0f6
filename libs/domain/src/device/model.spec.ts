import { INITIAL_READ_BATCH, modelKeyOf, unknownModel } from './model.ts';

function key(manufacturer: string, oui: string, productClass: string, softwareVersion: string): string {
  return modelKeyOf({ identity: { manufacturer, oui, productClass, serialNumber: 'any' }, softwareVersion });
}

test('devices of one model and version share what was learnt, whatever their serial', () => {
  const identity = { manufacturer: 'Acme', oui: '00A0B1', productClass: 'R' };
  expect(modelKeyOf({ identity: { ...identity, serialNumber: '1' }, softwareVersion: '1' })).toBe(
    modelKeyOf({ identity: { ...identity, serialNumber: '2' }, softwareVersion: '1' }),
  );
});

test.each([
  ['a new version', key('Acme', '00A0B1', 'R', '2')],
  ['another product class', key('Acme', '00A0B1', 'S', '1')],
  ['another OUI', key('Acme', '00A0B2', 'R', '1')],
  ['another manufacturer', key('Acne', '00A0B1', 'R', '1')],
  ['a separator in a part', key('Acme', '00A0B1/R', '', '1')],
])('%s is another model', (_, other) => {
  expect(other).not.toBe(key('Acme', '00A0B1', 'R', '1'));
});

test('a model nothing is known of is read in batches of the initial size', () => {
  const model = unknownModel('any');
  expect(model).toEqual({
    key: 'any',
    revision: 0,
    readBatch: INITIAL_READ_BATCH,
    unreadable: [],
    namesByLevel: false,
  });
});
