import { setTimeout as pause } from 'node:timers/promises';
import type { SeededRandom } from '../../e2e/seeded-random.ts';
import { runSession } from '../../harness/scripted-cpe/small-cpe-session.ts';
import type { RoamingCpe } from './roaming-cpe.ts';
import type { ServiceLog } from './service-log.ts';

/** A vendor's own event, under which a device never passes as settled. */
const MARK = 'X 00D09E MARK';
/** After a broken session. TR-069 §3.2.1.1 has five to ten seconds: in that time a storm would pass by unseen. */
const RETRY_MS = 200;

/**
 * Between two sessions of a CPE, at most. Back to back, 200 CPEs would keep everything that runs here busy to the full, and
 * what was measured would be overload.
 */
const REST_MS = 4_000;

/** Sessions of one CPE, one after the other, until the signal; a refused one is tried again when the ACS said. */
export async function callAgainAndAgain(
  cpe: RoamingCpe,
  log: ServiceLog,
  random: SeededRandom,
  over: AbortSignal,
): Promise<void> {
  for (let n = 1; !over.aborted; n++) {
    if (random.oneIn(2)) for (const key of [...cpe.transfers]) cpe.finishTransfer(key);
    if (random.oneIn(2)) cpe.events.push([MARK, String(n)]);
    const begunAt = performance.now();
    try {
      await runSession(cpe);
      log.ended(cpe, begunAt);
      await pause(random.below(REST_MS));
    } catch (error) {
      log.broke(error);
      await pause(cpe.retryAfterMs ?? RETRY_MS);
    }
  }
}
