import { isLexical } from '../tree/check-value.ts';
import { DeviceTree } from '../tree/device-tree.ts';
import { eachParameter } from '../tree/object-node.ts';
import { loadModel, MODEL_NAMES } from './models.ts';
import { parameterCount } from './sized-model.ts';

describe.each(MODEL_NAMES)('%s', (name) => {
  const model = loadModel(name);

  test('every factory value is of its type, and of its allowed values', () => {
    const tree = new DeviceTree(model, (_kind, base) => base);
    const wrong: string[] = [];
    eachParameter(model.tree, '', (path, schema) => {
      const value = tree.value(path) ?? '';
      if (!isLexical(schema.type, value) || (schema.values && !schema.values.includes(value))) wrong.push(path);
    });
    expect(wrong).toEqual([]);
  });

  test('every row value belongs to a parameter', () => {
    const tree = new DeviceTree(model, (_kind, base) => base);
    expect([...model.values.keys()].filter((path) => tree.value(path) === undefined)).toEqual([]);
  });

  test('what the model refers to exists', () => {
    const tree = new DeviceTree(model, (_kind, base) => base);
    const referred = [
      ...model.informParameters,
      ...model.diagnostics.flatMap(({ object, target, results }) =>
        ['DiagnosticsState', target, ...Object.keys(results)].map((parameter) => object + parameter),
      ),
    ];
    expect(referred.filter((path) => tree.value(path) === undefined)).toEqual([]);
    expect(model.padding.filter((path) => !tree.names(path, true).ok)).toEqual([]);
  });

  test.each([15, 300, 3_000])('is made to have %i parameters', (count) => {
    const sized = loadModel(name, count);
    const tree = new DeviceTree(sized, (_kind, base) => base);
    expect(parameterCount(sized.tree)).toBe(count);
    expect(sized.informParameters.filter((path) => tree.value(path) === undefined)).toEqual([]);
  });
});

test('padding makes rows that differ', () => {
  const tree = new DeviceTree(loadModel('tr181', 3_000), (_kind, base) => base);
  const hosts = tree.get('Device.Hosts.Host.');
  const macs = hosts.ok
    ? hosts.value.filter((each) => each.name.endsWith('.PhysAddress')).map((each) => each.value)
    : [];
  expect(macs.length).toBeGreaterThan(50);
  expect(new Set(macs).size).toBe(macs.length);
});
