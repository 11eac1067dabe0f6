import { commandCases } from './cases-commands.ts';
import { transportCases } from './cases-transport.ts';
import type { ConformanceCase } from './conformance-case.ts';

/** Every case, by number. */
export const conformanceCases: readonly ConformanceCase[] = [...transportCases, ...commandCases].sort(
  (a, b) => a.number - b.number,
);
