import {
  afterFailure,
  type BackOffPolicy,
  type Clock,
  type DeviceId,
  type FailedLogins,
  loginWaitMs,
} from '#libs/domain';

/** How many may fail before anybody has to wait; 0: nobody ever has to. */
export interface LoginTries {
  readonly ofDevice: number;
  readonly ofAddress: number;
}

/** Of one device from one address: passwords are not to be guessed. */
const DEVICE = { firstMs: 1_000, maxMs: 30_000, forgetMs: 600_000 };
/** Of one address, whatever the device: many live behind one. */
const ADDRESS = { firstMs: 100, maxMs: 1_000, forgetMs: 600_000 };
const MOST = 20_000;

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

  constructor(
    private readonly clock: Clock,
    { ofDevice, ofAddress }: LoginTries,
    private readonly most = MOST,
  ) {
    this.#device = { ...DEVICE, free: ofDevice || Number.POSITIVE_INFINITY };
    this.#address = { ...ADDRESS, free: ofAddress || Number.POSITIVE_INFINITY };
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
      forgetOldest(failures, this.most);
    };
    note(this.#byDevice, keyOf(address, deviceId), this.#device);
    note(this.#byAddress, address, this.#address);
  }

  succeeded(address: string, deviceId: DeviceId): void {
    const both = keyOf(address, deviceId);
    this.#byDevice.delete(both);
    this.#seen.delete(both);
    this.#seen.add(both);
    forgetOldest(this.#seen, this.most);
  }

  /** What is remembered now. */
  get size(): number {
    return this.#byDevice.size + this.#byAddress.size + this.#seen.size;
  }
}

/** No address has a blank. */
function keyOf(address: string, deviceId: DeviceId): string {
  return `${address} ${deviceId}`;
}

function forgetOldest(
  all: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean },
  most: number,
) {
  for (const oldest of all.keys()) {
    if (all.size <= most) return;
    all.delete(oldest);
  }
}
