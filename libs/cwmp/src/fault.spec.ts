import { ACS_FAULT, ACS_FAULT_TEXT, CPE_FAULT, CPE_FAULT_TEXT } from './fault.ts';

test('every fault code of the standard has a meaning, and no other has', () => {
  expect([...CPE_FAULT_TEXT.keys()]).toEqual(Object.values(CPE_FAULT));
  expect(Object.keys(ACS_FAULT_TEXT).map(Number)).toEqual(Object.values(ACS_FAULT));
});
