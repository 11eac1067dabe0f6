import type { RunReport } from '../../run-sessions.ts';
import { BARE } from '../../start-bare.ts';
import { settledRatio } from './report.ts';

const run = (sessionsPerS: number): RunReport => ({
  sessions: 1,
  sessionsPerS,
  serverUs: 1,
  othersUs: {},
  serverShare: 1,
  loadShare: 1,
  p50Ms: 1,
  p99Ms: 1,
  sessionsInAll: 1,
});
const rounds = (ours: number, bare: number) => ({ [BARE]: [run(bare)], Muster: [run(ours)] });

test('a machine that is slower as a whole does not count as slower after a publication', () => {
  expect(settledRatio(rounds(1_000, 4_000), rounds(500, 2_000), (one) => one.sessionsPerS)).toBe(1);
  expect(settledRatio(rounds(1_000, 4_000), rounds(500, 4_000), (one) => one.sessionsPerS)).toBe(0.5);
});
