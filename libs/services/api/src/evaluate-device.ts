import {
  type CapabilityCatalog,
  type Desired,
  type Device,
  type Difference,
  evaluate,
  type Finding,
  INITIAL_READ_BATCH,
  type Plan,
  type ProfileRevision,
  type ReportedTree,
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
  readonly nowMs: number;
}

export interface Evaluation {
  readonly desired: Desired;
  readonly differences: readonly Difference[];
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

const LIMITS = {
  writeBatch: 64,
  readBatch: INITIAL_READ_BATCH,
  changesPerDay: Number.POSITIVE_INFINITY,
  deletesPerDay: Number.POSITIVE_INFINITY,
  rebootsPerDay: 1,
  auditIntervalMs: 24 * 3_600_000,
};

/**
 * What would be done to a device now, with what is known of it: what it only waits for (a back-off, another day, a look at it)
 * does not count, what its parameters refused does. Pure.
 */
export function evaluateDevice({ device, ...facts }: DeviceFacts): Evaluation {
  const { desired, differences, plan, sync } = evaluate({
    ...facts,
    device: withoutWaiting(device),
    limits: LIMITS,
    isPreview: true,
  });
  return { desired, differences, plan, findings: sync.findings };
}

function withoutWaiting(device: Device): Device {
  if (device.sync === undefined) return device;
  const { auditWanted: _, backOff: __, auditDueAt: ___, ...sync } = device.sync;
  return { ...device, sync };
}
