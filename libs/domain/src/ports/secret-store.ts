import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';

/** A secret as it is kept: encrypted, by whoever has the key of that id. */
export interface SealedSecret {
  /** Grows by one each time the secret is set; sealing it again with another key leaves it. */
  readonly version: number;
  readonly keyId: string;
  /** Base64 of what the cipher made of it. */
  readonly sealed: string;
  readonly changedAt: Timestamp;
}

/** A device's own secrets, or those that profiles may use for every device. */
export type SecretOwner = DeviceId | 'fleet';

/** Secrets at rest; what they hold is nobody's business here. A write that resolved is durable. */
export abstract class SecretStore {
  abstract read(owner: SecretOwner): Promise<Readonly<Record<string, SealedSecret>>>;
  /** Sets some; resolves with all of the owner's. */
  abstract put(
    owner: SecretOwner,
    secrets: Readonly<Record<string, Omit<SealedSecret, 'version'>>>,
  ): Promise<Readonly<Record<string, SealedSecret>>>;
  abstract remove(owner: SecretOwner, name: string): Promise<boolean>;
  /** All of an owner's. */
  abstract forget(owner: SecretOwner): Promise<void>;
  /** Owners of secrets that another key than this one sealed. */
  abstract sealedByOthers(keyId: string, limit: number): Promise<readonly SecretOwner[]>;
  /** Puts a newly sealed one in the place of the same version; false when that is not there any more. */
  abstract reseal(owner: SecretOwner, name: string, secret: SealedSecret): Promise<boolean>;
}
