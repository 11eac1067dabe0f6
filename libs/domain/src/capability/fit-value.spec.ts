import { aTree } from '../desired/testing/a-desired.ts';
import { fitProblem, spelled } from './fit-value.ts';

const plain = (text: string) => ({ kind: 'plain', text }) as const;
const SECRET = { kind: 'secret', parts: [{ secret: 'x' }], stamp: 's' } as const;

test.each([
  ['TRUE', { type: 'boolean' }, 'true'],
  [' +7 ', { type: 'int' }, '7'],
  ['a, b', { type: 'string', list: true }, 'a,b'],
  ['1, 0', { type: 'boolean', list: true }, 'true,false'],
  [' a ', { type: 'string' }, ' a '],
] as const)('%j of %j is spelled %j', (text, shape, spelling) => {
  expect(spelled(plain(text), shape)).toEqual(plain(spelling));
  expect(spelled(SECRET, shape)).toBe(SECRET);
});

const TREE = aTree({ 'Device.N': '1', 'Device.Supported': 'a,b', 'Device.Any': '' }, { 'Device.N': 'int' });

test.each([
  ['1', 'Device.N', undefined, undefined],
  ['x', 'Device.N', undefined, 'the value must be a whole number, as Device.N is of type int'],
  ['x', 'Device.None', undefined, undefined],
  ['a', undefined, 'Device.Supported', undefined],
  ['a,b', undefined, 'Device.Supported', undefined],
  ['a,c', undefined, 'Device.Supported', 'the CPE takes only a,b'],
  ['c', undefined, 'Device.Any', undefined],
  ['c', undefined, 'Device.None', undefined],
])('%j in %s with what is supported in %s: %s', (text, parameter, supportedIn, problem) => {
  expect(fitProblem(plain(text), TREE, parameter, supportedIn)?.refusal.detail).toBe(problem);
  expect(fitProblem(SECRET, TREE, parameter, supportedIn)).toBeUndefined();
});
