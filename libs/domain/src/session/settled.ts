import { EVENT, type InformEvent } from '#libs/cwmp';
import type { SettledMark } from './session.ts';

const QUIET: ReadonlySet<string> = new Set([EVENT.periodic, EVENT.connectionRequest, EVENT.heartbeat]);

/**
 * Whether a session needs no decision: the device converged under the desired epoch in force, nothing in its Inform
 * changed since, and it calls for no other reason than the clock. Anything else takes the slow path.
 */
export function isSettled(
  events: readonly InformEvent[],
  fingerprint: string,
  mark: SettledMark | undefined,
  epoch: number,
): boolean {
  return (
    mark !== undefined &&
    mark.epoch === epoch &&
    mark.fingerprint === fingerprint &&
    events.length > 0 &&
    events.every(({ eventCode }) => QUIET.has(eventCode))
  );
}
