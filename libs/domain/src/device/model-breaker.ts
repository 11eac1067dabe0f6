import type { Timestamp } from './device.ts';
import type { DeviceId } from './device-id.ts';
import type { FrozenPath, ModelIncident, ModelKnowledge } from './model.ts';

/** Something that a device of the model did not take over. */
export interface IncidentSeen {
  readonly deviceId: DeviceId;
  /** With rows as `{i}`. */
  readonly path: string;
  /** It can't be right for any device: a value of the wrong type, or none that the parameter takes (9006, 9007). */
  readonly isAuthorsError: boolean;
  /** Of the profiles. */
  readonly generation: number;
  readonly nowMs: number;
  readonly now: Timestamp;
}

export const MAX_INCIDENTS = 200;
const WINDOW_MS = 3_600_000;
/** Devices of one model, within an hour. */
const AUTHORS_ERROR_DEVICES = 3;
const FEWEST_DEVICES = 5;
const PORTION = 0.02;
/** However many devices a model has: more than these need not be counted. */
const MOST_DEVICES = 1_000;
const MAX_FROZEN = 200;

/** From how many devices on a parameter is left alone on all of a model. */
export function breaksAt(devicesOfModel: number, isAuthorsError: boolean): number {
  if (isAuthorsError) return AUTHORS_ERROR_DEVICES;
  return Math.min(MOST_DEVICES, Math.max(FEWEST_DEVICES, Math.floor(devicesOfModel * PORTION) + 1));
}

/**
 * One more device that did not take a parameter over: from enough of them on within an hour, no device of the model is asked
 * for it any more until something else is published. One fault of a profile, or of a firmware, is one thing to look at,
 * not a write loop on each of a hundred thousand devices.
 */
export function withIncidentOfModel(model: ModelKnowledge, seen: IncidentSeen, devicesOfModel: number): ModelKnowledge {
  const { path, deviceId, generation, nowMs, now, isAuthorsError } = seen;
  if (isFrozen(model, path, generation)) return model;
  const { incidents = [], frozen = [] } = model;
  const known = incidents.find((one) => one.path === path && Date.parse(one.since) > nowMs - WINDOW_MS);
  if (known?.devices.includes(deviceId)) return model;
  const devices = [...(known?.devices ?? []), deviceId];
  const others = incidents.filter((one) => one.path !== path);
  if (devices.length < breaksAt(devicesOfModel, isAuthorsError)) {
    const incident: ModelIncident = { path, since: known?.since ?? now, devices };
    return { ...model, incidents: [...others, incident].slice(-MAX_INCIDENTS) };
  }
  const why = `${devices.length} devices of this model did not take it over within an hour: none is asked for it until another profile is published`;
  const freeze: FrozenPath = { path, generation, why, since: now };
  const rest = frozen.filter((one) => one.path !== path && one.generation === generation);
  return { ...model, incidents: others, frozen: [...rest, freeze].slice(-MAX_FROZEN) };
}

/** What is left alone on all devices of a model under a generation of profiles: why, by generic path. */
export function frozenPaths(
  { frozen = [] }: Pick<ModelKnowledge, 'frozen'>,
  generation: number,
): ReadonlyMap<string, string> {
  return new Map(frozen.filter((one) => one.generation >= generation).map(({ path, why }) => [path, why]));
}

function isFrozen({ frozen = [] }: ModelKnowledge, path: string, generation: number): boolean {
  return frozen.some((one) => one.path === path && one.generation >= generation);
}
