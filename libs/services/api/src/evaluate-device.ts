import type {
  CapabilityCatalog,
  Desired,
  Device,
  Difference,
  Finding,
  Plan,
  PlanLimits,
  ProfileRevision,
  ReportedTree,
} from '#libs/domain';

/** All that what is to be done to a device depends on. */
export interface DeviceFacts {
  readonly device: Device;
  readonly tree: ReportedTree;
  /** Those selected for the device, the highest priority first. */
  readonly revisions: readonly ProfileRevision[];
  /** Its own and those of the fleet: only which version there is. */
  readonly secrets: Readonly<Record<string, { readonly version: number }>>;
  readonly catalog: CapabilityCatalog;
  readonly generation: number;
  readonly limits: PlanLimits;
  readonly nowMs: number;
}

export interface Evaluation {
  readonly desired: Desired;
  readonly differences: readonly Difference[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/** Pure: the same for the same facts. */
export type EvaluateDevice = (facts: DeviceFacts) => Evaluation;
