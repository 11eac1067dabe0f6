import { genericPath } from '../profile/profile-facts.ts';
import type { Device } from './device.ts';
import { type ModelParameter, type ModelSchema, modelKeyOf } from './model.ts';
import type { ReportedParameter } from './reported.ts';

export const MAX_SCHEMA_PARAMETERS = 20_000;

/** What a device that was discovered tells about the parameters of its model, rows taken together. */
export function modelSchemaOf(device: Device, parameters: Iterable<ReportedParameter>): ModelSchema {
  const { manufacturer, oui, productClass } = device.identity;
  const byPath = new Map<string, ModelParameter>();
  for (const { path: full, type, writable } of parameters) {
    const path = genericPath(full);
    const known = byPath.get(path);
    if (known === undefined && byPath.size >= MAX_SCHEMA_PARAMETERS) continue;
    // What one row can be told, rows of the table can be told.
    const isWritable = known?.writable === true || writable === true;
    const told = writable !== undefined || known?.writable !== undefined;
    const shownType = type ?? known?.type;
    byPath.set(path, {
      path,
      ...(shownType === undefined ? {} : { type: shownType }),
      ...(told ? { writable: isWritable } : {}),
    });
  }
  return {
    key: modelKeyOf(device),
    identity: { manufacturer, oui, productClass },
    softwareVersion: device.softwareVersion,
    parameters: [...byPath.values()],
  };
}
