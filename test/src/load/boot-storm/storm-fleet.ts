import { retryWaitMs } from '#libs/testing/cpe';
import { inform } from '../../harness/scripted-cpe/envelopes.ts';
import { type Call, callIn } from './call-in.ts';

export interface StormOrder {
  readonly serials: readonly string[];
  /** Of the gateways; each attempt of a CPE goes to the next one, as behind a load balancer. */
  readonly ports: readonly number[];
  /** All of them boot within this time, spread evenly. */
  readonly withinMs: number;
  /** Called each second with how many were not served yet. */
  readonly onSecond?: (waiting: number) => void;
}

/** A call, with times since the beginning of the storm. */
export type StormCall = Call & { readonly cpe: number };

/** The retry table of a CPE that was never told otherwise (CWMPRetryMinimumWaitInterval, CWMPRetryIntervalMultiplier). */
const RETRY = { minimumWaitS: 5, multiplier: 2_000 } as const;

/**
 * CPEs that boot at about the same time and call in until they had their session: after 503 when Retry-After says, after
 * anything else by the retry table of TR-069 §3.2.1.1. Resolves with all calls, in the order of their end, when all are
 * served.
 */
export function runStorm({ serials, ports, withinMs, onSecond }: StormOrder): Promise<readonly StormCall[]> {
  const startMs = performance.now();
  const calls: StormCall[] = [];
  let left = serials.length;
  const ticking = setInterval(() => onSecond?.(left), 1_000);
  return new Promise((resolve, reject) => {
    const attempt = async (cpe: number, serial: string, failures: number): Promise<void> => {
      const port = ports[(cpe + failures) % ports.length] ?? 0;
      const call = await callIn({ port, inform: bootInform(serial, failures) });
      calls.push({ ...call, cpe, beganMs: call.beganMs - startMs, endedMs: call.endedMs - startMs });
      if (call.outcome !== 'served') {
        later(waitMs(call, failures + 1), cpe, serial, failures + 1);
        return;
      }
      if (--left > 0) return;
      clearInterval(ticking);
      resolve(calls);
    };
    const later = (delayMs: number, cpe: number, serial: string, failures: number) =>
      setTimeout(() => void attempt(cpe, serial, failures).catch(reject), delayMs);
    for (const [cpe, serial] of serials.entries()) later((cpe * withinMs) / serials.length, cpe, serial, 0);
  });
}

/** How long a CPE waits after a call that was not served; `failures`: so many times in a row. */
export function waitMs(call: Call, failures: number): number {
  if (call.outcome === 'refused' && call.retryAfterS !== undefined) return call.retryAfterS * 1_000;
  return retryWaitMs(failures, RETRY, Math.random());
}

/** As a `SmallCpe` with this serial number would send it. */
function bootInform(serialNumber: string, retryCount: number): string {
  const identity = { manufacturer: 'Example', oui: '00D09E', productClass: 'Router', serialNumber };
  return inform(identity, { events: ['1 BOOT'], retryCount });
}
