import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { conformanceCases } from '../conformance/cases.ts';
import type { ConformanceCase } from '../conformance/conformance-case.ts';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

/** A call of `conformance()` as it stands in a spec. */
export interface ConformanceTest {
  readonly cases: readonly number[];
  readonly sentence: string;
  /** Path of the spec in the project, with slashes. */
  readonly file: string;
}

const CALL = /\bconformance\(\s*\[([\d\s,]*)\],\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g;

/** The calls in the source of one spec, in their order. */
export function conformanceTestsIn(source: string, file: string): readonly ConformanceTest[] {
  return [...source.matchAll(CALL)].map(([, numbers = '', single, double]) => ({
    cases: numbers
      .split(',')
      .map((number) => number.trim())
      .filter((number) => number !== '')
      .map(Number),
    sentence: (single ?? double ?? '').replace(/\\(.)/g, '$1'),
    file,
  }));
}

/** The calls in all specs of `test/src`. */
export function findConformanceTests(): readonly ConformanceTest[] {
  return readdirSync(path.join(PROJECT_ROOT, 'test/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.spec.ts') && !name.startsWith('docs'))
    .map((name) => `test/src/${name.split(path.sep).join('/')}`)
    .sort()
    .flatMap((file) => conformanceTestsIn(readFileSync(path.join(PROJECT_ROOT, file), 'utf8'), file));
}

/** What is wrong between cases and tests: a case nobody tests, a test of a case that does not exist. */
export function conformanceGaps(
  cases: readonly ConformanceCase[],
  tests: readonly ConformanceTest[],
): readonly string[] {
  const known = new Set(cases.map(({ number }) => number));
  const tested = new Set(tests.flatMap((one) => one.cases));
  return [
    ...cases.filter(({ number }, index) => cases[index - 1]?.number === number).map(twice),
    ...cases.filter(({ number }) => !tested.has(number)).map(({ number }) => `case ${number} has no test`),
    ...tests.flatMap(({ cases: numbers, file, sentence }) =>
      numbers.filter((number) => !known.has(number)).map((number) => `${file}: no case ${number} (“${sentence}”)`),
    ),
  ];
}

function twice({ number }: ConformanceCase): string {
  return `case ${number} is there twice`;
}

const INTRODUCTION = `# Conformance

What Muster does with what CPEs do: the standard TR-069 (CWMP 1.0 to 1.4, Amendment 6) and, beyond it, what CPEs were
seen to do although no standard allows it.

Each row is a case. Its tests start the whole ACS and speak to it over TCP with XML written for the test, so that a
mistake in Muster's own encoder cannot cancel out with one in its decoder. The title of a test is its cases and what it
shows (\`case 11, 12, 13: …\`). The numbers are Muster's own and never change; a missing number is a case that Muster
does not cover yet.

This page is generated (\`npm run docs\`).
`;

/** `docs/conformance.md`, from the cases and the specs. */
export function conformancePage(): string {
  return renderConformancePage(conformanceCases, findConformanceTests());
}

export function renderConformancePage(cases: readonly ConformanceCase[], tests: readonly ConformanceTest[]): string {
  const rows = cases.map(({ number, stimulus, answer }) => {
    const shown = tests.filter((one) => one.cases.includes(number)).map(shownBy);
    return `| ${[number, stimulus, answer, shown.join('<br>')].map((cell) => cellOf(String(cell))).join(' | ')} |`;
  });
  return [INTRODUCTION, '| Case | A CPE sends | Muster does | Shown by |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function shownBy({ file, sentence }: ConformanceTest): string {
  return `[${path.posix.basename(file, '.spec.ts')}](../${file}): ${sentence}`;
}

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|');
}
