import { acceptsAll, asksForDeclared, type EnrolmentRule, enrol } from './enrolment.ts';
import { readEnrolmentRule } from './read-enrolment.ts';

const NEWCOMER = { oui: '00d09e', address: '10.1.2.3', proof: 'shared', declared: false } as const;

function rules(...texts: readonly string[]): readonly EnrolmentRule[] {
  return texts.map((text) => {
    const rule = readEnrolmentRule(text);
    if (rule === undefined) throw new Error(`no rule: ${text}`);
    return rule;
  });
}

test('the first rule that fits decides', () => {
  const some = rules('refuse oui=001122', 'accept declared', 'accept network=10.0.0.0/8 proof=shared', 'refuse');
  expect(enrol(NEWCOMER, some)).toBe('accept');
  expect(enrol({ ...NEWCOMER, oui: '001122' }, some)).toBe('refuse');
  expect(enrol({ ...NEWCOMER, address: '11.1.2.3' }, some)).toBe('refuse');
  expect(enrol({ ...NEWCOMER, address: '11.1.2.3', declared: true }, some)).toBe('accept');
  expect(enrol({ ...NEWCOMER, proof: 'none' }, some)).toBe('refuse');
});

test('whom no rule fits waits for an operator', () => {
  expect(enrol(NEWCOMER, rules('accept oui=001122'))).toBe('quarantine');
  expect(enrol(NEWCOMER, [])).toBe('quarantine');
});

test('one condition may name several, and an address that is not known is in no network', () => {
  const some = rules('accept oui=001122|00D09E network=2001:db8::/32|10.1.2.3 proof=none|shared', 'refuse');
  expect(enrol(NEWCOMER, some)).toBe('accept');
  expect(enrol({ ...NEWCOMER, address: '2001:db8:1::5' }, some)).toBe('accept');
  expect(enrol({ ...NEWCOMER, address: '10.1.2.4' }, some)).toBe('refuse');
  const { address: _, ...unplaced } = NEWCOMER;
  expect(enrol(unplaced, some)).toBe('refuse');
});

test('whether it needs to be known if a device was declared, and whether anything does', () => {
  expect(asksForDeclared(rules('refuse oui=001122', 'accept declared'))).toBe(true);
  expect(asksForDeclared(rules('accept'))).toBe(false);
  expect(
    [['accept'], ['refuse oui=001122', 'accept'], ['accept declared'], ['refuse']].map((some) =>
      acceptsAll(rules(...some)),
    ),
  ).toEqual([true, false, false, false]);
});

test.each([
  '',
  'allow',
  'accept oui=00D0',
  'accept oui=001122|',
  'accept network=10.0.0.0/33',
  'accept network=10.0.0',
  'accept network=10.0.0.0/8/1',
  'accept proof=own',
  'accept serial=1',
  'accept oui=001122 oui=001133',
])('%j is no rule', (text) => {
  expect(readEnrolmentRule(text)).toBeUndefined();
});
