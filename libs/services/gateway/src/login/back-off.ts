import {
  afterFailure,
  type BackOffPolicy,
  type Clock,
  type DeviceId,
  type FailedLogins,
  loginWaitMs,
} from '#libs/domain';

/** Where none are free, nobody ever has to wait. */
export interface BackOffOptions {
  /** Of one device from one address: passwords are not to be guessed. */
  readonly ofDevice: BackOffPolicy;
  /** Of one address, whatever the device: many live behind one. */
  readonly ofAddress: BackOffPolicy;
  /** What is remembered of each kind. */
  readonly most: number;
}

/**
 * Slows down whoever tries logins, in bounded memory. What fails elsewhere is not held against a device: it is counted by
 * device and address together, and one that came in from an address before is not counted with the others there.
 */
export class BackOff {
  readonly #byDevice = new Map<string, FailedLogins>();
  readonly #byAddress = new Map<string, FailedLogins>();
  readonly #seen = new Set<string>();
  readonly #device: BackOffPolicy;
  readonly #address: BackOffPolicy;
  readonly #most: number;
  /** How many of them came in from each address. */
  readonly #seenAt = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    { ofDevice, ofAddress, most }: BackOffOptions,
  ) {
    this.#device = { ...ofDevice, free: ofDevice.free || Number.POSITIVE_INFINITY };
    this.#address = { ...ofAddress, free: ofAddress.free || Number.POSITIVE_INFINITY };
    this.#most = most;
  }

  /** Whether any device may try from there: what nobody may say need not be read. */
  mayAnyTry(address: string): boolean {
    return (
      this.#seenAt.has(address) || loginWaitMs(this.#byAddress.get(address), this.clock.now(), this.#address) === 0
    );
  }

  mayTry(address: string, deviceId: DeviceId): boolean {
    const nowMs = this.clock.now();
    const both = keyOf(address, deviceId);
    if (loginWaitMs(this.#byDevice.get(both), nowMs, this.#device) > 0) return false;
    return this.#seen.has(both) || loginWaitMs(this.#byAddress.get(address), nowMs, this.#address) === 0;
  }

  failed(address: string, deviceId: DeviceId): void {
    const nowMs = this.clock.now();
    const note = (failures: Map<string, FailedLogins>, key: string, policy: BackOffPolicy) => {
      const after = afterFailure(failures.get(key), nowMs, policy);
      failures.delete(key);
      failures.set(key, after);
      forgetOldest(failures, this.#most);
    };
    note(this.#byDevice, keyOf(address, deviceId), this.#device);
    note(this.#byAddress, address, this.#address);
  }

  succeeded(address: string, deviceId: DeviceId): void {
    const both = keyOf(address, deviceId);
    this.#byDevice.delete(both);
    if (!this.#seen.delete(both)) this.#seenAt.set(address, (this.#seenAt.get(address) ?? 0) + 1);
    this.#seen.add(both);
    for (const oldest of forgetOldest(this.#seen, this.#most)) this.#leave(oldest.slice(0, oldest.indexOf(' ')));
  }

  /** What is remembered now. */
  get size(): number {
    return this.#byDevice.size + this.#byAddress.size + this.#seen.size;
  }

  #leave(address: string): void {
    const count = this.#seenAt.get(address) ?? 0;
    if (count <= 1) this.#seenAt.delete(address);
    else this.#seenAt.set(address, count - 1);
  }
}

/** No address has a blank. */
function keyOf(address: string, deviceId: DeviceId): string {
  return `${address} ${deviceId}`;
}

/** Returns those that were forgotten. */
function forgetOldest(
  all: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  most: number,
): readonly string[] {
  const forgotten: string[] = [];
  if (all.size <= most) return forgotten;
  for (const oldest of all.keys()) {
    if (all.size <= most) break;
    all.delete(oldest);
    forgotten.push(oldest);
  }
  return forgotten;
}
