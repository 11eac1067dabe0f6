import { readFileSync } from 'node:fs';
import path from 'node:path';
import { conformanceCases } from '../conformance/cases.ts';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import {
  conformanceGaps,
  conformancePage,
  conformanceTestsIn,
  findConformanceTests,
  renderConformancePage,
} from './conformance-page.ts';

const aCase = (number: number) => ({ number, stimulus: 'a | b', answer: 'c' });

test('every case has a test, and every test a case', () => {
  expect(conformanceGaps(conformanceCases, findConformanceTests())).toEqual([]);
});

test('the page in docs is the one that `npm run docs` would write', () => {
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs/conformance.md'), 'utf8');
  expect(page).toBe(conformancePage());
});

test('calls are found however the formatter broke them', () => {
  const source = `
    conformance([1], 'one thing', async () => {});
    conformance(
      [2, 30],
      "the CPE's other thing",
      async () => {},
    );
    nonconformance([4], 'no', f);
    conformance([], 'it\\'s', async () => {});`;
  expect(conformanceTestsIn(source, 'test/src/a.spec.ts')).toEqual([
    { cases: [1], sentence: 'one thing', file: 'test/src/a.spec.ts' },
    { cases: [2, 30], sentence: "the CPE's other thing", file: 'test/src/a.spec.ts' },
    { cases: [], sentence: "it's", file: 'test/src/a.spec.ts' },
  ]);
});

test('gaps are named', () => {
  const tests = [{ cases: [1, 9], sentence: 's', file: 'f' }];
  expect(conformanceGaps([aCase(1), aCase(2), aCase(2)], tests)).toEqual([
    'case 2 is there twice',
    'case 2 has no test',
    'case 2 has no test',
    'f: no case 9 (“s”)',
  ]);
});

test('a row shows its tests and survives a bar in its text', () => {
  const page = renderConformancePage([aCase(1)], [{ cases: [1], sentence: 's', file: 'test/src/x/y.spec.ts' }]);
  expect(page.split('\n').at(-2)).toBe('| 1 | a \\| b | c | [y](../test/src/x/y.spec.ts): s |');
});
