import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';

/** What operators said about a device that has never called in. */
export interface Declaration {
  readonly id: DeviceId;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly declaredAt: Timestamp;
}

/** Devices that are expected: taken over into the device's document at its first contact. A write that resolved is durable. */
export abstract class DeclarationStore {
  /** Replaces what was declared before. */
  abstract put(declaration: Declaration): Promise<void>;
  abstract get(id: DeviceId): Promise<Declaration | undefined>;
  abstract remove(id: DeviceId): Promise<boolean>;
  /** By id, those after one. */
  abstract list(query: { readonly after?: DeviceId; readonly limit: number }): Promise<readonly Declaration[]>;
}
