import type { Device, Timestamp } from '../device/device.ts';
import type { SyncState } from './sync.ts';

/** What an Inform said, as far as it matters here. */
export interface InformSigns {
  readonly bootstrapped: boolean;
  readonly booted: boolean;
  readonly versionChanged: boolean;
  /** ParameterKeys that plans which are not over yet leave behind. */
  readonly ownKeys: readonly string[];
  readonly at: Timestamp;
}

/**
 * What an Inform makes of what was known: after `0 BOOTSTRAP` nothing of it holds. Another ParameterKey than the last plan left
 * behind says that somebody else has changed something (TR-069 A.3.2.1); what was accepted for after a boot is looked at
 * after the boot; other software may take what its predecessor refused.
 */
export function syncAfterInform(
  sync: SyncState,
  { parameterKey }: Pick<Device, 'parameterKey'>,
  signs: InformSigns,
): SyncState {
  if (signs.bootstrapped) return startedOver(sync);
  const { beacon, auditDueAt, pending } = sync;
  const isForeign = beacon !== undefined && parameterKey !== beacon && !signs.ownKeys.includes(parameterKey);
  const wasPending = signs.booted && Object.keys(pending).length > 0;
  const isDue = auditDueAt !== undefined && auditDueAt <= signs.at;
  if (!isForeign && !wasPending && !isDue && !signs.versionChanged) return sync;
  const { beacon: _, ...rest } = signs.versionChanged ? withoutGrudge(sync) : sync;
  return {
    ...rest,
    // The one that is there now counts from here on: it is told once.
    ...(beacon === undefined ? {} : { beacon: isForeign ? parameterKey : beacon }),
    ...(wasPending ? { pending: {}, applied: { ...sync.applied, ...pending } } : {}),
    ...(isForeign || signs.versionChanged ? { suspect: true as const } : {}),
    // A new version is discovered anew, which reads everything.
    ...(signs.versionChanged ? {} : { auditWanted: true as const }),
  };
}

/** A factory reset: what was written, seeded or found is gone. */
function startedOver(sync: SyncState): SyncState {
  const {
    suspect: _,
    auditWanted: __,
    beacon: ___,
    auditDueAt: ____,
    applied: _____,
    unresolved: ______,
    ...rest
  } = withoutGrudge(sync);
  return { ...rest, rows: {}, written: {}, seeded: {}, pending: {} };
}

/** Somebody wants it tried again now: what is held back is not any more. */
export function triedAgain(sync: SyncState): SyncState {
  const budget = { ...sync.budget, changes: 0 };
  return { ...withoutGrudge(sync), budget, auditWanted: true };
}

function withoutGrudge({ backOff: _, ...rest }: SyncState): SyncState {
  return { ...rest, troubles: {} };
}
