import type { ValueType } from '#libs/cwmp';
import type { Device } from './device.ts';

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

export const INITIAL_READ_BATCH = 128;
export const MAX_UNREADABLE = 2_000;

export function modelKeyOf(device: Pick<Device, 'identity' | 'softwareVersion'>): string {
  const { manufacturer, oui, productClass } = device.identity;
  return [manufacturer, oui, productClass, device.softwareVersion].map(encodeURIComponent).join('/');
}

export function unknownModel(key: string): ModelKnowledge {
  return { key, revision: 0, readBatch: INITIAL_READ_BATCH, unreadable: [], namesByLevel: false };
}
