import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../boot-storm/storm-curve.ts';

/** How long calls took, in milliseconds. */
export interface Latency {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

const EVERY_MS = 50;

/** Calls one URL after the other until it is told to stop. Rejects when one is not answered with 200. */
export async function watchLatency(urls: readonly string[], until: AbortSignal): Promise<Latency> {
  const took: number[] = [];
  for (let n = 0; !until.aborted; n++) {
    const url = urls[n % urls.length] ?? '';
    const beganMs = performance.now();
    const response = await fetch(url);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    took.push(performance.now() - beganMs);
    await delay(EVERY_MS);
  }
  return latencyOf(took);
}

export function latencyOf(took: readonly number[]): Latency {
  const of = (share: number) => percentile(took, share);
  return { calls: took.length, p50Ms: of(0.5), p99Ms: of(0.99), mostMs: of(1) };
}
