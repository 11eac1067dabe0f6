import { timestamp } from '../ports/clock.ts';
import { type RolloutOutcome, refusedChange, rolloutFacts } from './change-rollout.ts';
import type { PermitSpec, Rollout, RolloutDocument } from './rollout.ts';
import { type RolloutAct, withAct } from './rollout-acts.ts';
import { isFinal, moveRollout } from './rollout-phase.ts';

export type ActOf = Pick<RolloutAct, 'by' | 'reason'>;

/**
 * The rollout with another document: a new generation, whose approval is void, written by who changed it. Lower caps alone
 * are let through as they are, also while it runs.
 */
export function editRollout(rollout: Rollout, document: RolloutDocument, act: ActOf, nowMs: number): RolloutOutcome {
  const before = rollout.document;
  if (isSame(before, document)) return { status: 'same' };
  if (isOnlyLowerCaps(before, document)) return lowered(rollout, document, act, nowMs);
  const move = moveRollout(rollout.status, { type: 'edit', by: act.by }, rolloutFacts(rollout, nowMs));
  if (!move.ok) return refusedChange(move.reason, `${move.detail} ${HINTS[rollout.status.phase] ?? ''}`.trim());
  const fixed = rollout.waves.length > 0 || wasStarted(rollout) ? fixedMember(before, document) : undefined;
  if (fixed !== undefined) {
    return refusedChange(
      'fixed',
      `The rollout was started: its ${fixed} stays as it is. Cancel it and make another one.`,
    );
  }
  const generation = rollout.generation + 1;
  const edited: Rollout = { ...rollout, document, generation, author: act.by, status: move.status };
  return {
    status: 'changed',
    rollout: withAct(edited, { what: 'edit', ...act, at: timestamp(nowMs), detail: `Generation ${generation}.` }),
  };
}

const HINTS: Readonly<Record<string, string>> = { running: 'Pause it first; only lower caps are taken while it runs.' };

/** Fewer permits for each wave, at once and without approval. A cut cap takes nothing back that is under way. */
export function lowerCap(rollout: Rollout, cap: number, act: ActOf, nowMs: number): RolloutOutcome {
  const { document } = rollout;
  if (cap === document.permits.cap) return { status: 'same' };
  if (cap > document.permits.cap) {
    return refusedChange('not_lower', `The cap is ${document.permits.cap}: a higher one takes another document.`);
  }
  return lowered(rollout, { ...document, permits: { ...document.permits, cap } }, act, nowMs);
}

function lowered(rollout: Rollout, document: RolloutDocument, act: ActOf, nowMs: number): RolloutOutcome {
  if (isFinal(rollout.status.phase)) {
    return refusedChange('wrong_phase', `A rollout that is ${rollout.status.phase} has no use for permits.`);
  }
  const detail = `Cap ${rollout.document.permits.cap} to ${document.permits.cap}.`;
  return {
    status: 'changed',
    rollout: withAct({ ...rollout, document }, { what: 'lowerCap', ...act, at: timestamp(nowMs), detail }),
  };
}

/** Lets the rollout go on past a gate to a wave (from 2), once that before it has passed. */
export function openGate(rollout: Rollout, wave: number, act: ActOf, nowMs: number): RolloutOutcome {
  const { status, document, openedWave } = rollout;
  if (!wasStarted(rollout)) return refusedChange('wrong_phase', `A rollout that is ${status.phase} has no open gates.`);
  const isGated = (number: number): boolean => document.waves[number - 2]?.gate === true;
  if (document.waves[wave - 1] === undefined || !isGated(wave)) {
    return refusedChange('no_gate', `There is no gate before wave ${wave}.`);
  }
  if (openedWave >= wave) return { status: 'same' };
  for (let before = openedWave + 1; before < wave; before++) {
    if (isGated(before))
      return refusedChange('no_gate', `The gate before wave ${before} is shut: open that one first.`);
  }
  const opened = withAct(
    { ...rollout, openedWave: wave },
    { what: 'openGate', ...act, at: timestamp(nowMs), detail: `Wave ${wave}.` },
  );
  return { status: 'changed', rollout: opened };
}

function wasStarted({ status }: Rollout): boolean {
  return status.phase === 'running' || status.phase === 'paused' || status.phase === 'halted';
}

/** By what devices were put into waves, and what lets them go without a second person. */
function fixedMember(before: RolloutDocument, after: RolloutDocument): string | undefined {
  const sizes = ({ waves }: RolloutDocument) => waves.map(({ size }) => size);
  if (before.image !== after.image) return 'image';
  if (!isSame(before.target, after.target)) return 'target';
  if (!isSame(sizes(before), sizes(after))) return 'number and size of waves';
  return before.approval !== after.approval ? 'approval' : undefined;
}

function isOnlyLowerCaps(before: RolloutDocument, after: RolloutDocument): boolean {
  if (!isSame({ ...after, permits: before.permits }, before)) return false;
  const groups = before.permits.groups ?? [];
  const lower: PermitSpec = {
    ...after.permits,
    cap: before.permits.cap,
    ...(after.permits.groups && {
      groups: after.permits.groups.map((group, index) => ({ ...group, cap: groups[index]?.cap ?? group.cap })),
    }),
  };
  const isLower = after.permits.groups?.every(({ cap }, index) => cap <= (groups[index]?.cap ?? 0)) ?? true;
  return isLower && after.permits.cap <= before.permits.cap && isSame(lower, before.permits);
}

/** Documents are made by `readRollout`: their members are in one order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
