import { EVENT, type InformEvent } from '#libs/cwmp';
import type { SettledMark } from './session.ts';

const QUIET: ReadonlySet<string> = new Set([EVENT.periodic, EVENT.connectionRequest, EVENT.heartbeat]);

/**
 * The mark a device must carry for this Inform to need no decision: it converged under the desired epoch in force, nothing
 * in its Inform changed since, and it calls for no other reason than the clock. Undefined: no mark can settle this one.
 */
export function settlingMark(
  events: readonly InformEvent[],
  fingerprint: string,
  epoch: number,
): SettledMark | undefined {
  return isQuiet(events) ? { fingerprint, epoch } : undefined;
}

/** Whether an Inform with these events may need no decision. */
export function isQuiet(events: readonly InformEvent[]): boolean {
  return events.length > 0 && events.every(({ eventCode }) => QUIET.has(eventCode));
}
