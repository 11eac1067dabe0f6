import { readFileSync, writeFileSync } from 'node:fs';

/** VmRSS of proc_pid_status(5), in bytes. */
export function residentBytes(pid: number): number {
  return kilobytes(pid, 'VmRSS') * 1_024;
}

/** The most of it (VmHWM) since `forgetPeak`. */
export function peakResidentBytes(pid: number): number {
  return kilobytes(pid, 'VmHWM') * 1_024;
}

/** proc_pid_clear_refs(5): 5 resets VmHWM. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function kilobytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
}
