import { readFileSync } from 'node:fs';

/** USER_HZ: ticks of 1/100 s on every Linux, whatever the kernel's own tick is. */
const TICK_US = 10_000;

/** CPU time, user and system, that all threads of a process have used so far, in microseconds. Linux only. */
export function cpuTimeUs(pid: number): number {
  return cpuTimeInStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

/** The same of the main thread alone. */
export function mainThreadTimeUs(pid: number): number {
  return cpuTimeInStat(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1'));
}

/** What `cpuTimeUs` tells of several processes, by name. */
export function cpuTimesUs(pids: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuTimeUs(pid)]));
}

/** Fields 14 (utime) and 15 (stime) of proc_pid_stat(5), in microseconds. */
export function cpuTimeInStat(stat: string): number {
  // Field 2, the program's name in parentheses, may itself hold spaces and parentheses.
  const fromField3 = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fromField3[11]) + Number(fromField3[12])) * TICK_US;
}
