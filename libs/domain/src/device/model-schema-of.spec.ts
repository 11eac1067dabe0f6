import { aDevice } from '../command/testing/run-program.ts';
import { modelKeyOf } from './model.ts';
import { MAX_SCHEMA_PARAMETERS, modelSchemaOf } from './model-schema-of.ts';

test('rows are taken together: what one tells all of them have', () => {
  const device = aDevice();
  const { key, parameters } = modelSchemaOf(device, [
    { path: 'Device.T.1.P', writable: false },
    { path: 'Device.T.2.P', writable: true, type: 'unsignedInt', value: '1' },
    { path: 'Device.T.3.P' },
    { path: 'Device.Q' },
  ]);
  expect(key).toBe(modelKeyOf(device));
  expect(parameters).toEqual([{ path: 'Device.T.{i}.P', type: 'unsignedInt', writable: true }, { path: 'Device.Q' }]);
});

test('of a tree of any size so much is kept', () => {
  const many = Array.from({ length: MAX_SCHEMA_PARAMETERS + 10 }, (_, n) => ({ path: `Device.P${n}` }));
  expect(modelSchemaOf(aDevice(), many).parameters).toHaveLength(MAX_SCHEMA_PARAMETERS);
});
