/** How many are at one stage of opening a session, and how many may be. */
export interface StageLoad {
  readonly pending: number;
  readonly limit: number;
}

/** The sessions that a gateway is opening. */
export interface OpeningLoad {
  /** Informs that are being made durable: what the gateway itself, the session store and the bus can do. */
  readonly intake: StageLoad;
  /**
   * Sessions about whose Inform provisioning has not decided yet: what provisioning and its stores can do. Absent while
   * nobody waits for decisions, because provisioning is far behind or gone: then Informs are taken in without.
   */
  readonly decision?: StageLoad;
}

/** What is known of somebody who wants a session: nothing yet, or what the Inform says. */
export type Newcomer = 'unread' | 'read';

/** The stage that has no room. */
export type FullStage = keyof OpeningLoad;

/**
 * Whether a new session is let in: undefined if so, else the stage that is full. Sessions under way are never asked about:
 * what was begun is finished first.
 *
 * A settled device needs no decision and is let in past a full second stage. Whether it is settled is only known when its
 * Inform was read: one that was not is refused only where every Inform would be.
 */
export function fullStage({ intake, decision }: OpeningLoad, newcomer: Newcomer): FullStage | undefined {
  if (intake.pending >= intake.limit) return 'intake';
  if (decision === undefined || newcomer === 'unread') return undefined;
  return decision.pending >= decision.limit ? 'decision' : undefined;
}
