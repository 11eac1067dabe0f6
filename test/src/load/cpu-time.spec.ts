import { cpuTimeInStat, cpuTimeUs } from './cpu-time.ts';

describe('CPU time of a process', () => {
  test('is the user and system time, whatever the program is called', () => {
    const stat = '4711 (a) b (c) S 1 4711 4711 0 -1 4194560 9 8 7 6 150 25 3 2 20 0 11 0 100 1000 2000';
    expect(cpuTimeInStat(stat)).toBe(1_750_000);
  });

  test('of this process is what the runtime says it is', () => {
    const { user, system } = process.cpuUsage();
    expect(Math.abs(cpuTimeUs(process.pid) - user - system)).toBeLessThan(200_000);
  });
});
