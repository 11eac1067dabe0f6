import { type Execution, type ExecutionReason, type ExecutionState, presentStep } from './execution.ts';
import { keyOf } from './execution-moves.ts';

/** What was seen of a device since the Download. */
export const EVIDENCE = ['transferComplete', 'boot', 'version', 'configLost', 'late'] as const;
export type EvidenceKind = (typeof EVIDENCE)[number];

/** A rollout got on with a device. */
export interface ExecutionChanged {
  /** `RolloutId`. */
  readonly rollout: string;
  readonly wave: number;
  readonly step: number;
  readonly attempt: number;
  readonly from: ExecutionState;
  readonly to: ExecutionState;
  /** Of the present attempt, also before it is sent. */
  readonly commandKey: string;
  /** SoftwareVersion before and after the image; absent before the way was found. */
  readonly fromVersion?: string;
  readonly toVersion?: string;
  readonly reason?: ExecutionReason;
  readonly detail?: string;
  /** The fault that came last. */
  readonly fault?: number;
  readonly evidence: readonly EvidenceKind[];
}

/** What there is to tell; undefined while the state is the same. */
export function executionChanged(before: Execution, after: Execution): ExecutionChanged | undefined {
  if (before.state === after.state) return undefined;
  const { rollout, wave, step, attempt, state, reason, detail, faults } = after;
  const image = presentStep(after);
  const fault = faults.at(-1);
  return {
    rollout,
    wave,
    step,
    attempt,
    from: before.state,
    to: state,
    commandKey: keyOf(after),
    ...(image && { fromVersion: image.from, toVersion: image.to }),
    ...(reason && { reason }),
    ...(detail !== undefined && { detail }),
    ...(fault !== undefined && { fault }),
    evidence: evidenceOf(after),
  };
}

function evidenceOf({ evidence }: Execution): readonly EvidenceKind[] {
  const { transferComplete, boot, versionAt, configLost, late } = evidence;
  const seen = { transferComplete, boot, version: versionAt, configLost, late };
  return EVIDENCE.filter((kind) => seen[kind] !== undefined);
}

/** The same for the same change, however often it is published: `revision` is that of the execution after it. */
export function executionEventId({
  rollout,
  deviceId,
  revision,
}: Pick<Execution, 'rollout' | 'deviceId' | 'revision'>): string {
  return `execution:${rollout}:${deviceId}:${revision}`;
}
