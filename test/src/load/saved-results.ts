import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { machine } from './machine.ts';

/** What one run found out, as it lies in `docs/benchmarks/`: the page is made of the last of each part. */
export interface Saved<T> {
  /** The day, as 2026-01-31. */
  readonly on: string;
  readonly machine: string;
  readonly results: T;
}

export type BenchmarkPart = 'embedded' | 'cluster' | 'boot-storm' | 'desired' | 'door' | 'rollout' | 'files';

export async function saveResults<T>(part: BenchmarkPart, results: T): Promise<void> {
  const saved: Saved<T> = { on: today(), machine: machine(), results };
  await mkdir(path.dirname(fileOf(part)), { recursive: true });
  await writeFile(fileOf(part), `${JSON.stringify(saved, rounded, 2)}\n`);
}

/** Undefined when that part was never measured. */
export async function savedResults<T>(part: BenchmarkPart): Promise<Saved<T> | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(part), 'utf8')) as Saved<T>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function fileOf(part: BenchmarkPart): string {
  return path.join(PROJECT_ROOT, 'docs/benchmarks', `${part}.json`);
}

/** Four digits are more than a benchmark knows. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
