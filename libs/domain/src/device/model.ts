import type { ValueType } from '#libs/cwmp';
import type { Device, Timestamp } from './device.ts';
import type { DeviceId } from './device-id.ts';

/**
 * What was learnt about all devices of one manufacturer, OUI, product class and software version: shared, so that a
 * limit that one device showed is not tried on the next.
 */
export interface ModelKnowledge {
  readonly key: string;
  readonly revision: number;
  /** Parameters asked for in one GetParameterValues. */
  readonly readBatch: number;
  /** Paths listed by GetParameterNames that answer 9005 when read. At most 2,000. */
  readonly unreadable: readonly string[];
  /** GetParameterNames of the whole tree failed: go level by level. */
  readonly namesByLevel: boolean;
  /** Values set in one SetParameterValues; absent: nothing was refused for its size. */
  readonly writeBatch?: number;
  /** Parameters that devices did not take over lately; at most MAX_INCIDENTS. */
  readonly incidents?: readonly ModelIncident[];
  /** Parameters that no device of the model is asked for any more. */
  readonly frozen?: readonly FrozenPath[];
}

/** One parameter that went wrong on some devices of a model within a time. */
export interface ModelIncident {
  /** With rows as `{i}`. */
  readonly path: string;
  readonly since: Timestamp;
  /** Different ones; no more are kept than it takes. */
  readonly devices: readonly DeviceId[];
}

export interface FrozenPath {
  /** With rows as `{i}`. */
  readonly path: string;
  /** Of the profiles: what is published later is tried again. */
  readonly generation: number;
  readonly why: string;
  readonly since: Timestamp;
}

/** What the devices of a model say about their parameters, rows as `{i}`: known from the first that was discovered. */
export interface ModelSchema {
  readonly key: string;
  readonly identity: Pick<Device['identity'], 'manufacturer' | 'oui' | 'productClass'>;
  readonly softwareVersion: string;
  /** At most 20,000. */
  readonly parameters: readonly ModelParameter[];
}

export interface ModelParameter {
  /** Such as `Device.WiFi.SSID.{i}.SSID`. */
  readonly path: string;
  readonly type?: ValueType;
  readonly writable?: boolean;
}

export const INITIAL_READ_BATCH = 256;
export const MAX_UNREADABLE = 2_000;

export function modelKeyOf(device: Pick<Device, 'identity' | 'softwareVersion'>): string {
  const { manufacturer, oui, productClass } = device.identity;
  return [manufacturer, oui, productClass, device.softwareVersion].map(encodeURIComponent).join('/');
}

export function unknownModel(key: string): ModelKnowledge {
  return { key, revision: 0, readBatch: INITIAL_READ_BATCH, unreadable: [], namesByLevel: false };
}
