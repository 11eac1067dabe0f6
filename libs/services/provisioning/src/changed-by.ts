import { EVENT } from '#libs/cwmp';
import type { News, ValueChange } from '#libs/domain';
import type { Turn } from './turn.ts';

/** What changes so soon after a boot is what the CPE did not keep. */
const AFTER_BOOT_MS = 60_000;

/** Values that turned out to be others since the device was looked at last. */
export function changesOf({ drafts, lookedAt }: Turn): readonly ValueChange[] {
  return drafts.slice(lookedAt.drafts).flatMap((draft) => (draft.type === 'values.changed' ? draft.data.changes : []));
}

/** Who may have changed them, as far as the event tells. */
export function changedBy({ cause, device, finished, lookedAt, nowMs }: Turn): Pick<News, 'by' | 'overBoot'> {
  const { lastBootAt } = device;
  const codes = cause.type === 'device.informed' ? cause.data.events.map(({ eventCode }) => eventCode) : [];
  const isFresh = lastBootAt !== undefined && nowMs - Date.parse(lastBootAt) <= AFTER_BOOT_MS;
  // What it says by itself in a later session is somebody's doing.
  const overBoot = isFresh && (codes.includes(EVENT.boot) || !codes.includes(EVENT.valueChange));
  if (overBoot) return { overBoot, by: 'the CPE, which does not keep it over a boot' };
  const operators = finished.slice(lookedAt.finished).find(({ command }) => command.origin === 'operator');
  if (operators) return { overBoot, by: `the command ${operators.command.id} of an operator` };
  const said = codes.length > 0 ? ` (${codes.join(', ')})` : '';
  return {
    overBoot,
    by: codes.includes(EVENT.valueChange) ? `somebody at the device${said}` : `the device, or somebody at it${said}`,
  };
}
