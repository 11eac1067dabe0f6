import { setTimeout as delay } from 'node:timers/promises';
import { provisioningLag } from '../../acs-state.ts';
import type { Operator } from '../operator.ts';
import type { Sample } from './converge-curve.ts';

const EVERY_MS = 1_000;

export interface WatchOrder {
  readonly operator: Operator;
  /** `name@number`. */
  readonly revision: string;
  readonly provisioningUrl: string;
  /** As many as there are. */
  readonly cpes: number;
  readonly limitMs: number;
  readonly onSample?: (sample: Sample) => void;
}

/** Asks each second how far the ACS is, until every device is as declared or the time is over. */
export async function watchAcs(order: WatchOrder): Promise<readonly Sample[]> {
  const { operator, revision, provisioningUrl, cpes, limitMs, onSample } = order;
  const startMs = performance.now();
  const samples: Sample[] = [];
  for (;;) {
    const [inSync, lag] = await Promise.all([operator.inSync(revision), provisioningLag(provisioningUrl)]);
    const sample = { atMs: performance.now() - startMs, inSync, lag };
    samples.push(sample);
    onSample?.(sample);
    if (inSync >= cpes || sample.atMs >= limitMs) return samples;
    await delay(EVERY_MS);
  }
}
