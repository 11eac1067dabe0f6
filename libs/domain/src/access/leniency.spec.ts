import { leniencyFor, readLeniencyRule } from './leniency.ts';

const BOX = { manufacturer: 'M', oui: '00d09e', productClass: 'Box-1', serialNumber: 'S' };

test('a rule is for a model, or for all of a maker', () => {
  const rules = ['00D09E-Box-1=no-qop+again=address', '00D09E-Other=short-uri', '001122=short-uri'].map((text) => {
    const rule = readLeniencyRule(text);
    if (rule === undefined) throw new Error(text);
    return rule;
  });
  expect([...leniencyFor(BOX, rules)]).toEqual(['no-qop', 'again=address']);
  expect([...leniencyFor({ ...BOX, oui: '001122' }, rules)]).toEqual(['short-uri']);
  expect(leniencyFor({ ...BOX, productClass: 'New' }, rules).size).toBe(0);
});

test.each([
  '',
  '00D09E',
  '00D09E=',
  '00D09E=all',
  'D09E=no-qop',
  '00D09E-Box=no-qop+',
  '00D09E=again',
  '00D09E=again=connection',
  '00D09E=no-qop,short-uri',
])('%j is no rule', (text) => {
  expect(readLeniencyRule(text)).toBeUndefined();
});
