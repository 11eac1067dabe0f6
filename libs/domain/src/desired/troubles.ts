import type { CpeFault } from '#libs/cwmp';
import type { Timestamp } from '../device/device.ts';
import { timestamp } from '../ports/clock.ts';
import { holdMs } from './hold.ts';
import type { SyncState, Trouble } from './sync.ts';

export type Troubles = SyncState['troubles'];

/** What went wrong just now. */
export interface Incident {
  readonly subject: string;
  /** Stamp of what was wanted (`wishStamp`). */
  readonly wanted: string;
  readonly kind: Trouble['kind'];
  readonly seen?: string;
  readonly fault?: { readonly code: CpeFault['faultCode']; readonly text: string };
  readonly by?: string;
  readonly overBoot?: boolean;
}

/** Times kept of each. */
const KEPT_TIMES = 8;
/** A revert that is older says nothing about now. */
const REVERTS_COUNT_MS = 24 * 3_600_000;
/** Something that was contested stays in mind for so long, though it is as it should be. */
const REMEMBERED_MS = 48 * 3_600_000;
export const MAX_TROUBLES = 500;
/** A CPE's words are not kept at any length. */
const MAX_TEXT = 200;

/** What the CPE has, as a trouble keeps it. */
export function seenText(reported: string): string {
  return reported.slice(0, MAX_TEXT);
}

/**
 * With what went wrong now: another kind, or another wish, starts afresh. `seed` spreads what is tried again. What is more
 * than MAX_TROUBLES is left out: with as many, a device has to be left alone as a whole.
 */
export function withIncidents(
  troubles: Troubles,
  incidents: readonly Incident[],
  nowMs: number,
  seed: string,
): Troubles {
  if (incidents.length === 0) return troubles;
  const all = new Map(Object.entries(troubles));
  for (const incident of incidents) {
    const before = all.get(incident.subject);
    if (before === undefined && all.size >= MAX_TROUBLES) continue;
    all.set(incident.subject, troubleAfter(before, incident, nowMs, seed));
  }
  return Object.fromEntries(all);
}

function troubleAfter(before: Trouble | undefined, incident: Incident, nowMs: number, seed: string): Trouble {
  const { subject, wanted, kind, seen, fault, by, overBoot } = incident;
  const same = before?.kind === kind && before.wanted === wanted ? before.at : [];
  const recent = kind === 'reverted' ? same.filter((at) => Date.parse(at) > nowMs - REMEMBERED_MS) : same;
  const at = [...recent, timestamp(nowMs)].slice(-KEPT_TIMES);
  const times = kind === 'reverted' ? countingReverts(at, nowMs) : at.length;
  return {
    wanted,
    kind,
    at,
    ...(seen === undefined ? {} : { seen: seenText(seen) }),
    ...(fault === undefined ? {} : { fault: { code: fault.code, text: fault.text.slice(0, MAX_TEXT) } }),
    ...(by === undefined ? {} : { by }),
    ...(overBoot ? { overBoot } : {}),
    until: timestamp(nowMs + holdMs(kind, times, `${seed}${subject}`)),
  };
}

/** Without what is over: `open` are the subjects that still differ, with what is wanted of them. */
export function stillTrue(troubles: Troubles, open: ReadonlyMap<string, string>, nowMs: number): Troubles {
  const kept = Object.entries(troubles).filter(([subject, { kind, wanted, at }]) => {
    const wish = open.get(subject);
    if (wish !== undefined) return wish === wanted;
    return kind === 'reverted' && lastOf(at) > nowMs - REMEMBERED_MS;
  });
  return kept.length === Object.keys(troubles).length ? troubles : Object.fromEntries(kept);
}

/** Left alone for now. */
export function isHeld(trouble: Trouble | undefined, wanted: string, nowMs: number): trouble is Trouble {
  return trouble !== undefined && trouble.wanted === wanted && Date.parse(trouble.until) > nowMs;
}

/** Both sides insist: the ACS has set it more than once, and each time it is something else again. */
export function isContested({ kind, at }: Trouble, nowMs: number): boolean {
  if (kind === 'ignored') return at.length > 1;
  return kind === 'reverted' && countingReverts(at, nowMs) > 3;
}

function countingReverts(at: readonly Timestamp[], nowMs: number): number {
  return at.filter((one) => Date.parse(one) > nowMs - REVERTS_COUNT_MS).length;
}

function lastOf(at: readonly Timestamp[]): number {
  return Date.parse(at.at(-1) ?? '');
}
